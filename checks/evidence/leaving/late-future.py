"""A time limit on a future ends the waiting, and not the work."""
import time
from concurrent import futures

import harness

harness.started()
ended = []


def work():
    time.sleep(1)
    ended.append(1)


task = futures.ThreadPoolExecutor(1).submit(work)
try:
    task.result(timeout=0.3)
    harness.result('finishes')
except futures.TimeoutError:
    cancelled = task.cancel()
time.sleep(1.5)
harness.result('wrong' if ended and not cancelled else 'finishes', 'the work went on to its end')
