# Example “Output of a command”, good
from oslo_concurrency import processutils


def rescan(device):
    out, _err = processutils.execute('lsblk', '-n', '-o', 'NAME', device)
    return out.split()
