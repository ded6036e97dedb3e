"""Two calls of monkey_patch in one process, and a lock that is made after the second, or between them."""
import sys
import threading
import time

import harness

first, second, made = sys.argv[1:4]
harness.patch(first)
lock = threading.Lock() if made == 'between' else None
harness.patch(second)
harness.locked(lock or threading.Lock(), lambda: time.sleep(0.1))
