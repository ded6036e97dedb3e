# Case 3 of processes/processutils “processutils”
from oslo_concurrency import processutils as subprocess

subprocess.execute('sync')
