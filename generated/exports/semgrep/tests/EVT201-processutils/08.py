# Case 6 of processes/processutils “The same code in a service”
import subprocess
# ruleid: EVT201-processutils
subprocess.run(['x'])
