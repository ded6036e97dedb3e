"""A native RLock belongs to the native thread, and so to all green threads at once."""
import sys

import harness

harness.patch(sys.argv[1])

import eventlet
import threading
import time

lock = threading.RLock()
inside = []
most = []


def work():
    with lock:
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.1)
        inside.pop()


harness.started()
for worker in [eventlet.spawn(work) for _ in range(3)]:
    worker.wait()
harness.result('finishes' if max(most) == 1 else 'wrong', '%d inside at once' % max(most))
