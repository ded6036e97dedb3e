# Example “A queue and a time limit”, good
import queue


class Replies(object):
    def __init__(self):
        self._queue = queue.Queue()

    def add(self, reply):
        self._queue.put(reply)

    def next_reply(self, seconds):
        try:
            return self._queue.get(timeout=seconds)
        except queue.Empty:
            return None
