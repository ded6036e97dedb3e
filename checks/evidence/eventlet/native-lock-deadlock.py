"""One lock, held by a green thread while it gives way, and wanted by others."""
import sys

import harness

harness.patch(sys.argv[1])

import eventlet
import socket
import threading
import time

held_across, green_threads = sys.argv[2], int(sys.argv[3])
near, far = socket.socketpair()


def receive():
    eventlet.spawn_after(0.1, far.send, b'x')
    near.recv(1)


nap = receive if held_across == 'recv' else lambda: time.sleep(0.1)
harness.locked(threading.Lock(), nap, green_threads)
