"""A native RLock belongs to the native thread, and so to all green threads at once."""
import sys

import harness

harness.patch(sys.argv[1])

import threading
import time

harness.locked(threading.RLock(), lambda: time.sleep(0.1))
