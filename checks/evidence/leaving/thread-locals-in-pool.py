"""What a task leaves in threading.local or in a context variable, and whether the next one finds it."""
import sys

import harness

harness.patch(sys.argv[1])

import contextvars
import threading
from concurrent import futures

local = threading.local()
variable = contextvars.ContextVar('request', default=None)


def with_local(number):
    found = getattr(local, 'request', None)
    local.request = number
    return found


def with_variable(number):
    found = variable.get()
    variable.set(number)
    return found


task = with_local if sys.argv[2] == 'local' else with_variable
harness.started()
if sys.argv[1] == 'full':
    import eventlet
    found = list(eventlet.GreenPool(1).imap(task, range(4)))
else:
    pool = futures.ThreadPoolExecutor(1)
    found = []
    for number in range(4):
        # Each submission has a copy of its own.
        run = [contextvars.copy_context().run] if sys.argv[3:] == ['copy'] else []
        found.append(pool.submit(*(run + [task, number])).result())
harness.result('finishes' if found == [None] * 4 else 'wrong', 'found %s' % found)
