# Case 5 of processes/green-module-run “Another module takes the name”
from eventlet.green import subprocess


def pack(subprocess):
    subprocess.run(['true'])
