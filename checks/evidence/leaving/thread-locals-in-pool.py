"""What a task leaves in threading.local, and whether the next one finds it."""
import sys

import harness

harness.patch(sys.argv[1])

import threading
from concurrent import futures

store = threading.local()


def task(number):
    found = getattr(store, 'request', None)
    store.request = number
    return found


harness.started()
if sys.argv[1] == 'full':
    import eventlet
    found = list(eventlet.GreenPool(1).imap(task, range(4)))
else:
    found = list(futures.ThreadPoolExecutor(1).map(task, range(4)))
harness.result('finishes' if found == [None] * 4 else 'wrong', 'found %s' % found)
