# Case 7 of processes/processutils “Every name”
import os
import subprocess

# ruleid: EVT201-processutils
subprocess.run('x')
# ruleid: EVT201-processutils
subprocess.call('x')
# ruleid: EVT201-processutils
subprocess.check_call('x')
# ruleid: EVT201-processutils
os.spawnvp('x')
# ruleid: EVT201-processutils
os.posix_spawn('x')
