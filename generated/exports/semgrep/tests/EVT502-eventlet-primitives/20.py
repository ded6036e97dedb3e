# Case 14 of leaving/eventlet-primitives “What a name has, and a variable that is called as the module”
from unittest import mock

import eventlet
from eventlet.queue import Queue


def check(pool, queue):
    pool.add(
        queue)
    # todook: EVT502-eventlet-primitives
    eventlet.spawn = mock.Mock()
    # ruleid: EVT502-eventlet-primitives
    Queue(1)
    # ruleid: EVT502-eventlet-primitives
    eventlet.spawn.assert_called()
