# Example “A shell command”, good
from oslo_concurrency import processutils


def power_cycle(node):
    ipmitool = ('ipmitool', '-H', node.address, 'chassis')
    processutils.execute(*ipmitool, 'power', 'cycle')
    text, _err = processutils.execute(*ipmitool, 'status')
    return 'on' in text
