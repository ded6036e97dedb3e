# Example “Resizing an image”, good
from oslo_concurrency import processutils


def extend(path, size):
    processutils.execute('qemu-img', 'resize', path, str(size))
