# Case 3 of processes/green-module-run “The functions that cooperate”
from eventlet.green import subprocess

subprocess.call(['true'])
subprocess.check_call(['true'])
subprocess.Popen(['true']).wait()
subprocess.check_output(['true'], timeout=5)
subprocess.check_output(['true'], stderr=subprocess.PIPE)
