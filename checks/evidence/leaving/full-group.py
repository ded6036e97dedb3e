"""oslo.service's group of threads: one task more than it has places, and stopping a thread."""
import sys
import warnings

import harness

warnings.simplefilter('ignore')
if sys.argv[1] == 'eventlet':
    harness.patch('full')
from oslo_service import backend

backend.init_backend(backend.BackendType.EVENTLET if sys.argv[1] == 'eventlet' else backend.BackendType.THREADING)
import time

from oslo_service import threadgroup

harness.started()
ended = []


def work():
    time.sleep(0.5)
    ended.append(1)


# The backends call this parameter by different names.
group = threadgroup.ThreadGroup(2)
if sys.argv[2] == 'stop':
    thread = group.add_thread(work)
    time.sleep(0.1)
    thread.stop()
    time.sleep(1)
    harness.result('wrong' if ended else 'finishes', 'ran to its end' if ended else 'was stopped')
group.add_thread(work)
group.add_thread(work)
try:
    group.add_thread(work)
except RuntimeError as error:
    harness.result('raises', error)
# A place is free once one of the two has ended.
harness.result('finishes' if ended else 'wrong', 'waited for a place' if ended else 'did not wait')
