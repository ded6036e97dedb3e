# Case 4 of leaving/sleep-zero “The function that wraps the yield”
import time


def cooperative_yield():
    # todook: EVT503-sleep-zero
    time.sleep(0)


class Thread(object):
    def _yield_to_others(self):
        def inner():
            # todook: EVT503-sleep-zero
            time.sleep(0)
        inner()
