# Case 9 of processes/blocking-helpers “Every name”
import os
import subprocess

# ruleid: EVT202-blocking-helpers
subprocess.check_output('x')
# ruleid: EVT202-blocking-helpers
subprocess.getoutput('x')
# ruleid: EVT202-blocking-helpers
subprocess.getstatusoutput('x')
# ruleid: EVT202-blocking-helpers
os.system('x')
