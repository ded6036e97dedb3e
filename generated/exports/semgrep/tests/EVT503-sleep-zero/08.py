# Case 2 of leaving/sleep-zero “A conditional expression”
import time


def wait(busy):
    # todoruleid: EVT503-sleep-zero
    time.sleep(0 if busy else 5)


# Here it finds something: Case 6 of leaving/sleep-zero “Eventlet's version of the module”
from eventlet.green import time
# ruleid: EVT503-sleep-zero
time.sleep(0)
