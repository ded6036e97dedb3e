"""An application with one lock answers in the native threads of a server, which started them before it was loaded."""
import sys
import threading
import time

import harness

begin, now, nap = threading.Event(), time.time, time.sleep
application = {}
answered = []


def serve():
    while not begin.is_set():
        nap(0.01)
    application['call']()
    answered.append(now())


def load():
    if sys.argv[1] == 'patches':
        import eventlet
        eventlet.monkey_patch()
    lock = threading.Lock()

    def call():
        with lock:
            time.sleep(0.5)

    application['call'] = call


start, join = threading.Thread.start, threading.Thread.join
servers = [threading.Thread(target=serve, daemon=True) for _ in range(4)]
for server in servers:
    start(server)
if sys.argv[2] == 'thread':
    loader = threading.Thread(target=load)
    start(loader)
    while 'call' not in application:
        nap(0.01)
else:
    load()
harness.started()
begin.set()
begun = now()
while len(answered) < 4 and now() - begun < 8:
    nap(0.05)
harness.result('finishes' if len(answered) == 4 else 'loses', '%d of 4 requests answered' % len(answered))
