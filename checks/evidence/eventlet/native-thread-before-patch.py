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
    makes = {'queue': queue.Queue, 'event': threading.Event, 'lock': threading.Lock, 'rlock': threading.RLock, 'sleep': list}
    objects['x'] = makes[what]()


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
    elif what == 'sleep':
        time.sleep(0.1)
        from eventlet import hubs
        x.append(hubs.get_hub())
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
if what == 'sleep':
    from eventlet import hubs
    while not x:
        original_sleep(0.01)
    count = len({id(hubs.get_hub()), id(x[0])})
    harness.result('finishes' if count == 1 else 'wrong', '%d hubs' % count)
if what == 'rlock':
    while len(go) < 2:
        original_sleep(0.01)
    taken = []
    # A green thread of its own, because the native RLock of eventlet 0.25 cannot wait with a time limit.
    eventlet.spawn(lambda: taken.append(x.acquire()))
    eventlet.sleep(3)
    harness.result('finishes' if taken else 'loses', 'released after 1 s, waited 3 s')
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
