"""oslo.concurrency's way to run a child process for a second."""
import sys

import harness

harness.patch(sys.argv[1])

from oslo_concurrency import processutils

harness.hub_during(lambda: processutils.execute(sys.executable, '-S', '-c', 'import time; time.sleep(1)'))
