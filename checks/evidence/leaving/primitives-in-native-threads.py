"""eventlet's primitives between native threads of a process without a patch."""
import sys
import threading
import time

import eventlet
import eventlet.queue
import eventlet.event
import eventlet.semaphore

import harness

what = sys.argv[1]
harness.started()
answers = []


def waits(wait):
    def run():
        try:
            answers.append(wait())
        except BaseException as error:
            answers.append(type(error).__name__)
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    time.sleep(0.5)
    return thread


if what == 'queue':
    q = eventlet.queue.Queue()
    thread = waits(lambda: q.get(timeout=3))
    q.put('woken')
elif what == 'event':
    e = eventlet.event.Event()
    thread = waits(lambda: e.wait(timeout=3))
    e.send('woken')
elif what == 'semaphore':
    s = eventlet.semaphore.Semaphore(0)
    thread = waits(lambda: 'woken' if s.acquire(timeout=3) else 'not woken')
    s.release()
elif what == 'pool':
    most, inside = [], []

    def task():
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.1)
        inside.pop()
    pool = eventlet.GreenPool(10)
    for _ in range(6):
        pool.spawn(task)
    pool.waitall()
    harness.result('wrong' if max(most) == 1 else 'finishes', '%d at once' % max(most))
elif what == 'timeout':
    def work():
        with eventlet.Timeout(0.3):
            time.sleep(1)
        return 'not interrupted'
    thread = waits(work)
    thread.join(4)
    harness.result('wrong' if answers == ['not interrupted'] else 'finishes', answers[0])
elif what == 'spawn':
    ran = []
    eventlet.spawn(ran.append, 1)
    time.sleep(1)
    harness.result('finishes' if ran else 'wrong', 'ran' if ran else 'did not run within 1 s')
begun = time.time()
thread.join(5)
late = time.time() - begun > 1.5
answer = answers[0] if answers else 'no answer'
harness.result('loses' if late or answer != 'woken' else 'finishes', '%s after 3 s' % answer if late else answer)
