"""Things that were made before the patch, and what becomes of them among green threads."""
import queue
import sys
import threading
import time
from concurrent import futures

import harness

what = sys.argv[1]
if what == 'imports':
    import select, socket, ssl, subprocess  # noqa: F401
made = {
    'Lock': threading.Lock,
    'RLock': threading.RLock,
    'Condition': threading.Condition,
    'Semaphore': threading.Semaphore,
    'Event': threading.Event,
    'Queue': queue.Queue,
    'SimpleQueue': queue.SimpleQueue,
    'Thread': lambda: threading.Thread(target=time.sleep, args=(0.1,)),
    'executor': lambda: futures.ThreadPoolExecutor(1),
    'used-executor': lambda: futures.ThreadPoolExecutor(1),
    'imports': lambda: None,
}[what]()
if what == 'used-executor':
    made.submit(int, 1).result()

import eventlet
eventlet.monkey_patch()


def nap():
    time.sleep(0.1)


def in_time(wait):
    """Whether a green thread sees at once what another one gives after a moment."""
    begun = time.time()
    found = wait()
    harness.result('finishes' if found and time.time() - begun < 1.5 else 'loses')


if what == 'imports':
    harness.locked(threading.Lock(), nap)
if what in ('Lock', 'RLock', 'Condition', 'Semaphore'):
    harness.locked(made, nap)
harness.started()
if what == 'Event':
    eventlet.spawn_after(0.2, made.set)
    in_time(lambda: made.wait(2))
if what in ('Queue', 'SimpleQueue'):
    eventlet.spawn_after(0.2, made.put, 1)
    in_time(lambda: made.get(timeout=2) if what == 'Queue' else made.get())
if what == 'Thread':
    made.start()
    made.join()
    harness.result('finishes')
if what == 'used-executor':
    # Who is not woken looks again when the time is over, and finds the result then.
    in_time(lambda: made.submit(int, 1).result(timeout=2) == 1)
harness.result('finishes' if made.submit(int, 1).result() == 1 else 'wrong')
