# Case 8 of processes/processutils “A project that does not use it”
import subprocess
# todook: EVT201-processutils
subprocess.run(['x'])
