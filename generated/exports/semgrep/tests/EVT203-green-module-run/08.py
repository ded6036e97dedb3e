# Case 4 of processes/green-module-run “The standard module, and others”
import subprocess
from oslo_concurrency import processutils as run_processes
from eventlet.green import os

# eventlet.green.subprocess.run(['true'])
subprocess.run(['true'])
run_processes.run(['true'])
os.run(['true'])
