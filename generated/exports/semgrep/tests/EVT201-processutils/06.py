# Case 2 of processes/processutils “Names that start nothing, and other functions of these names”
import subprocess
from unittest import mock
import sh


def handle(app, proc: subprocess.Popen):
    """subprocess.run(['sync'])"""
    app.run()
    mock.call(1)
    sh.run('sync')
    try:
        proc.wait()
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        # subprocess.call(['sync'])
        return subprocess.PIPE
