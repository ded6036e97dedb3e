"""A task that waits for another task of the same, full pool."""
import sys
from concurrent import futures

import harness

workers = int(sys.argv[1])
pool = futures.ThreadPoolExecutor(workers)


def outer():
    import time
    time.sleep(0.2)
    return pool.submit(int, 1).result()


harness.started()
for one in [pool.submit(outer) for _ in range(2)]:
    one.result()
harness.result('finishes')
