# Case 1 of processes/processutils “Forms of the import, nested and conditional”
import os
from subprocess import run as start, check_call


def resize(paths):
    def one(path):
        if path:
            # ruleid: EVT201-processutils
            start(['truncate',
                   path])
    for path in paths:
        try:
            # ruleid: EVT201-processutils
            check_call(['sync'])
        finally:
            one(path)
    # ruleid: EVT201-processutils
    os.spawnlp(os.P_WAIT, 'sync', 'sync')
