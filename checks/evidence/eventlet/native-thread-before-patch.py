"""A native thread that was started before the patch meets green threads."""
import sys
import threading
import time
import queue

import harness

what, made = sys.argv[1], sys.argv[2]
go = []
objects = {}


def make():
    objects['x'] = {'queue': queue.Queue, 'event': threading.Event, 'lock': threading.Lock}[what]()


original_sleep = time.sleep


def native():
    while not go:
        original_sleep(0.01)
    x = objects['x']
    if what == 'queue':
        original_sleep(0.3)
        x.put(1)
    elif what == 'event':
        original_sleep(0.3)
        x.set()
    else:
        x.acquire()
        go.append(2)
        original_sleep(1)
        x.release()


if made == 'before':
    make()
thread = threading.Thread(target=native, daemon=True)
thread.start()

import eventlet
eventlet.monkey_patch()

if made == 'after':
    make()
harness.started()
x = objects['x']
go.append(1)
if what == 'lock':
    while len(go) < 2:
        original_sleep(0.01)
    if made == 'before':
        harness.hub_during(x.acquire, True)
    harness.result('finishes' if x.acquire(timeout=3) else 'loses', 'released after 1 s, waited 3 s')
if what == 'queue':
    begun = time.time()
    try:
        x.get(timeout=3)
    except queue.Empty:
        pass
    # Who is not woken looks again when the time is over, and may find the item then.
    late = time.time() - begun > 2.5
    harness.result('loses' if late else 'finishes', 'put after 0.3 s, waited 3 s')
begun = time.time()
woken = x.wait(3)
late = time.time() - begun > 2.5
harness.result('loses' if late or not woken else 'finishes', 'set after 0.3 s, waited 3 s')
