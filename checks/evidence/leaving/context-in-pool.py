"""Whose request a task of oslo.context sees, in a pool of one native thread."""
from concurrent import futures

import harness
from oslo_context import context

harness.started()
pool = futures.ThreadPoolExecutor(1)


def first():
    context.RequestContext(user_id='somebody')


def second():
    found = context.get_current()
    return found.user_id if found else 'nobody'


pool.submit(first).result()
found = pool.submit(second).result()
harness.result('finishes' if found == 'nobody' else 'wrong', found)
