# Example “A shell command”, bad
import os
from subprocess import getstatusoutput


def power_cycle(node):
    # ruleid: EVT202-blocking-helpers
    if os.system('ipmitool -H %s chassis power cycle' % node.address):
        raise RuntimeError('no answer')
    # ruleid: EVT202-blocking-helpers
    status, text = getstatusoutput('ipmitool -H %s chassis status'
                                   % node.address)
    return status == 0 and 'on' in text
