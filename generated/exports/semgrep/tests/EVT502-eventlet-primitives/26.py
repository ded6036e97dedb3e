# Case 22 of leaving/eventlet-primitives “A test of such a lock”
import eventlet
from eventlet import debug


def test_two_readers():
    debug.hub_prevent_multiple_readers(False)
    # todook: EVT502-eventlet-primitives
    eventlet.spawn(print)
