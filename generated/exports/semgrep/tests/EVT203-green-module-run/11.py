# Case 7 of processes/green-module-run “It cooperates with an input, and with a pipe, whoever it is of”
import subprocess as standard
from eventlet.green import subprocess

subprocess.check_output(['x'], input=b'y')
subprocess.check_output(['x'], stderr=standard.PIPE)
