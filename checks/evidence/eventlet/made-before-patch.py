"""Things that were made before the patch, and what becomes of them."""
import sys
import threading
import time
import harness

what = sys.argv[1]
if what == 'executor':
    from concurrent import futures
    pool = futures.ThreadPoolExecutor(1)
elif what == 'lock':
    lock = threading.Lock()
elif what == 'imports':
    import queue, select, socket, ssl, subprocess  # noqa: F401

import eventlet
eventlet.monkey_patch()
harness.started()
if what == 'executor':
    harness.result('finishes' if pool.submit(int, 1).result() == 1 else 'wrong')
if what == 'imports':
    lock = threading.Lock()


def work():
    with lock:
        time.sleep(0.1)


for worker in [eventlet.spawn(work) for _ in range(3)]:
    worker.wait()
harness.result('finishes')
