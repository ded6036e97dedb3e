# Case 8 of processes/processutils-popen “Another call with such an argument”
import subprocess

# ruleid: EVT201-processutils-popen
child = subprocess.Popen(['x'])
print(stdin=child.stdout)
