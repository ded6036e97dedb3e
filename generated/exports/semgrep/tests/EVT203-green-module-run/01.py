# Example “The green module's run”, bad
from eventlet.green import subprocess


def pack(source, target):
    # ruleid: EVT203-green-module-run
    subprocess.run(['tar', '-czf', target, source], check=True)
