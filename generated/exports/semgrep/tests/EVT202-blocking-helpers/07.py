# Case 1 of processes/blocking-helpers “Other names, a condition, an attempt and several lines”
import os as operating_system
import subprocess as sp
from subprocess import check_output as output
from subprocess import *


def version(command):
    if command:
        try:
            # ruleid: EVT202-blocking-helpers
            return sp.check_output(command).decode()
        except sp.CalledProcessError:
            # ruleid: EVT202-blocking-helpers
            return output(
                command,
                stderr=sp.STDOUT,
            )
    # ruleid: EVT202-blocking-helpers
    operating_system.system('sync')
    run = sp.check_output
    # todoruleid: EVT202-blocking-helpers
    run(command, timeout=None)
    # ruleid: EVT202-blocking-helpers
    return getoutput('uname')
