# Case 3 of processes/blocking-helpers “With a time limit, with input, with a pipe for errors”
import subprocess
from subprocess import PIPE

OPTIONS = {'timeout': 5}


def version(command, **kwargs):
    subprocess.check_output(command, timeout=30)
    subprocess.check_output(command, input=b'x')
    subprocess.check_output(command, stderr=subprocess.PIPE)
    subprocess.check_output(command, stderr=PIPE)
    # todook: EVT202-blocking-helpers
    subprocess.check_output(command, **OPTIONS)
    # todook: EVT202-blocking-helpers
    subprocess.check_output(command, **kwargs)
