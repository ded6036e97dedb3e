"""A full executor: a task that waits for another task of the same pool, and one more task."""
import sys
import time
from concurrent import futures

import harness

what, workers = sys.argv[1], int(sys.argv[2])
pool = futures.ThreadPoolExecutor(workers)


def outer():
    time.sleep(0.2)
    return pool.submit(int, 1).result()


harness.started()
if what == 'submit':
    for _ in range(workers):
        pool.submit(time.sleep, 2)
    begun = time.time()
    for _ in range(1000):
        pool.submit(int, 1)
    harness.result('finishes' if time.time() - begun < 1.5 else 'wrong')
for one in [pool.submit(outer) for _ in range(2)]:
    one.result()
harness.result('finishes')
