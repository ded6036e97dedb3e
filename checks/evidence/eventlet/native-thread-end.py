"""The end of a native thread that was started before the patch."""
import sys
import threading
import time

sleep = time.sleep
go = []
thread = threading.Thread(target=lambda: [sleep(0.01) for _ in iter(lambda: bool(go), True)])
thread.start()

import harness
import eventlet

caught = []
if hasattr(threading, 'excepthook'):
    threading.excepthook = lambda args: caught.append(args.exc_type.__name__)


class Errors(object):
    def write(self, text):
        if 'KeyError' in text:
            caught.append('KeyError')

    def flush(self):
        pass


sys.stderr = Errors()
eventlet.monkey_patch()
harness.started()
go.append(1)
for _ in range(100):
    sleep(0.01)
harness.result('raises' if caught else 'finishes', ', '.join(sorted(set(caught))))
