"""What a thousand idle threads cost, native and green: the time to start them."""
import sys
import threading
import time

import eventlet

import harness

COUNT = 1000


def native():
    wait = threading.Event()
    for _ in range(COUNT):
        threading.Thread(target=wait.wait, daemon=True).start()
    return wait


def green():
    for _ in range(COUNT):
        eventlet.spawn(eventlet.sleep, 100)
    eventlet.sleep(0)


def seconds(start):
    begun = time.perf_counter()
    kept = start()
    return time.perf_counter() - begun, kept


harness.started()
for_green, _ = seconds(green)
for_native, _ = seconds(native)
dearer = for_native > 2 * for_green
harness.result('wrong' if dearer else 'finishes', 'more than twice the time' if dearer else 'less than twice the time')
