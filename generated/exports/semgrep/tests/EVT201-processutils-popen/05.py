# Case 1 of processes/processutils-popen “A context manager and a subclass”
import os
import subprocess as sp


def pipe(command):
    # ruleid: EVT201-processutils-popen
    with sp.Popen(command, stdout=sp.PIPE) as child:
        # ruleid: EVT201-processutils-popen
        return child.communicate()[0] + os.popen('sync').read()
