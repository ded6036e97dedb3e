# Case 6 of processes/green-module-run “No limit, an input, and a pipe of the standard module”
from eventlet.green import subprocess

# ruleid: EVT203-green-module-run
subprocess.check_output(['x'], timeout=None)
