# Example “Resizing an image”, bad
import subprocess


def extend(path, size):
    # ruleid: EVT201-processutils
    subprocess.check_call(['qemu-img', 'resize', path, str(size)])
