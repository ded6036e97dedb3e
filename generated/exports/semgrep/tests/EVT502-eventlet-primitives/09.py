# Case 3 of leaving/eventlet-primitives “What imports eventlet does may be wanted”
import eventlet


def wait():
    # ruleid: EVT502-eventlet-primitives
    eventlet.sleep(1)
