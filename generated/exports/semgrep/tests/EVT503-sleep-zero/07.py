# Case 1 of leaving/sleep-zero “Other names, a constant and a fraction”
from time import sleep as nap
from eventlet import greenthread, sleep
import eventlet

NO_TIME = 0


class Loop(object):
    def run(self):
        while True:
            # ruleid: EVT503-sleep-zero
            nap(NO_TIME)
            # todoruleid: EVT503-sleep-zero
            eventlet.sleep(
                seconds=0.0)
            # ruleid: EVT503-sleep-zero
            sleep()
            # todoruleid: EVT503-sleep-zero
            greenthread.sleep(*[0])
            # ruleid: EVT503-sleep-zero
            [greenthread.sleep(0) for _ in range(3)]
