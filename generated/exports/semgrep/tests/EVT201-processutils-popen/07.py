# Case 4 of processes/processutils-popen “A pipe from program to program”
import subprocess

# todook: EVT201-processutils-popen
one = subprocess.Popen(['rbd', 'export'], stdout=subprocess.PIPE)
# todook: EVT201-processutils-popen
two = subprocess.Popen(['rbd', 'import'], stdin=one.stdout, stdout=subprocess.PIPE)
