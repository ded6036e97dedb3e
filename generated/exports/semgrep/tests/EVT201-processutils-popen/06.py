# Case 2 of processes/processutils-popen “An annotation, a base class and processutils”
import subprocess
from oslo_concurrency import processutils


class Child(subprocess.Popen):
    def attach(self, other: subprocess.Popen):
        processutils.execute('sync')
