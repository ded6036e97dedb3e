# Case 21 of leaving/eventlet-primitives “A lock that waits in the hub”
import eventlet
from eventlet import hubs


def acquire(pipe):
    hubs.trampoline(pipe, read=True)
    # todook: EVT502-eventlet-primitives
    return eventlet.getcurrent()
