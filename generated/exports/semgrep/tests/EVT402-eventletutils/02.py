# Example “An event that works in both modes”, good
import threading


class Waiter(object):
    def __init__(self):
        self._done = threading.Event()

    def finish(self):
        self._done.set()

    def wait(self, timeout):
        return self._done.wait(timeout)
