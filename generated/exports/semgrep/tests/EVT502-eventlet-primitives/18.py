# Case 12 of leaving/eventlet-primitives “A decorator”
import eventlet.timeout


# ruleid: EVT502-eventlet-primitives
@eventlet.timeout.wrap
def f():
    pass
