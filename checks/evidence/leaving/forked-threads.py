"""What a fork leaves behind: a thread, the lock it held, and an executor."""
import os
import sys
import threading
import time
from concurrent import futures

import harness

what = sys.argv[1]
harness.started()
lock = threading.Lock()
if what == 'executor':
    pool = futures.ThreadPoolExecutor(int(sys.argv[2]))
    pool.submit(int, 1).result()
else:
    def hold():
        with lock:
            time.sleep(3)
    thread = threading.Thread(target=hold, daemon=True)
    thread.start()
    time.sleep(0.2)
if what == 'warning':
    import warnings
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter('always')
        if os.fork() == 0:
            os._exit(0)
    harness.result('warns' if seen else 'silent', ', '.join(warning.category.__name__ for warning in seen))
if os.fork() == 0:
    if what == 'executor':
        try:
            pool.submit(int, 2).result(timeout=2)
            harness.result('finishes')
        except futures.TimeoutError:
            harness.result('wrong', 'the task never ran')
    if what == 'thread':
        harness.result('finishes' if thread.is_alive() else 'wrong', 'the thread is not alive in the child')
    harness.result('finishes' if lock.acquire(timeout=5) else 'wrong', 'not to be had within 5 s')
time.sleep(20)
