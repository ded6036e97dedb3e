# Case 5 of processes/processutils-popen “A pipe to the program”
import subprocess

# ruleid: EVT201-processutils-popen
subprocess.Popen(['cat'], stdin=subprocess.PIPE).communicate(b'x')
