# Example “Output of a command”, bad
import subprocess


def rescan(device):
    # ruleid: EVT202-blocking-helpers
    out = subprocess.check_output(['lsblk', '-n', '-o', 'NAME', device])
    return out.decode().split()
