# Example “The green module's run”, good
from oslo_concurrency import processutils


def pack(source, target):
    processutils.execute('tar', '-czf', target, source)
