# Case 6 of leaving/sleep-zero “Eventlet's version of the module”
from eventlet.green import time
# ruleid: EVT503-sleep-zero
time.sleep(0)
