# Example “Resizing an image”, bad
import subprocess


def extend(path, size):
    subprocess.check_call(['qemu-img', 'resize', path, str(size)])
