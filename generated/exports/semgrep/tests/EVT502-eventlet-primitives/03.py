# Example “A queue and a time limit”, bad
from eventlet import queue
from eventlet import timeout


class Replies(object):
    def __init__(self):
        # ruleid: EVT502-eventlet-primitives
        self._queue = queue.LightQueue()

    def add(self, reply):
        self._queue.put(reply)

    def next_reply(self, seconds):
        # ruleid: EVT502-eventlet-primitives
        with timeout.Timeout(seconds, False):
            return self._queue.get()
        return None
