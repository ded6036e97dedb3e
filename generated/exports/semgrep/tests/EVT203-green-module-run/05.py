# Case 1 of processes/green-module-run “Forms of the import”
import eventlet.green.subprocess
from eventlet import green
from eventlet.green import subprocess as sp
from eventlet.green.subprocess import run, Popen


def pack(command):
    # ruleid: EVT203-green-module-run
    eventlet.green.subprocess.getstatusoutput(command)
    # ruleid: EVT203-green-module-run
    green.subprocess.getoutput(command)
    # ruleid: EVT203-green-module-run
    sp.check_output(command, stderr=sp.STDOUT)
    # ruleid: EVT203-green-module-run
    run(command,
        check=True)
