# Case 4 of processes/blocking-helpers “Functions that cooperate, and functions of the same name”
import os
import subprocess
from nova import utils


class Host(object):
    def system(self):
        return self.system()


def run(command, conn):
    """os.system(command) blocks."""
    subprocess.run(command, stdout=subprocess.PIPE)
    utils.check_output(command)
    os.popen(command).read()  # not os.system(command)
    conn.check_output(command)
    os.system
