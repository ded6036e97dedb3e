# Case 7 of processes/processutils-popen “The same code in a service”
import subprocess
# ruleid: EVT201-processutils-popen
subprocess.Popen(['x'])
