# Case 9 of processes/processutils-popen “A project that does not use it”
import subprocess
# todook: EVT201-processutils-popen
subprocess.Popen(['x'])
