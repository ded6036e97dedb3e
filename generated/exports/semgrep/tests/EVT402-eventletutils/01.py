# Example “An event that works in both modes”, bad
# ruleid: EVT402-eventletutils
from oslo_utils import eventletutils


class Waiter(object):
    def __init__(self):
        self._done = eventletutils.Event()

    def finish(self):
        self._done.set()

    def wait(self, timeout):
        return self._done.wait(timeout)
