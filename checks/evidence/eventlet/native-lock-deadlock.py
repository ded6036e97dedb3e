"""One lock, held by a green thread while it gives way, and wanted by others."""
import sys

import harness

harness.patch(sys.argv[1])

import eventlet
import socket
import threading
import time

held_across, green_threads = sys.argv[2], int(sys.argv[3])
lock = threading.Lock()
near, far = socket.socketpair()


def work():
    with lock:
        if held_across == 'sleep':
            time.sleep(0.1)
        else:
            eventlet.spawn_after(0.1, far.send, b'x')
            near.recv(1)


harness.started()
for worker in [eventlet.spawn(work) for _ in range(green_threads)]:
    worker.wait()
harness.result('finishes')
