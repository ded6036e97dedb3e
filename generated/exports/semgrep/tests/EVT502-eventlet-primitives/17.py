# Case 11 of leaving/eventlet-primitives “Defaults beside a parameter of the module's name”
from eventlet import timeout


# todoruleid: EVT502-eventlet-primitives
def fake(fd, timeout=None, error=timeout.Timeout):
    timeout.Timeout(fd)


# todoruleid: EVT502-eventlet-primitives
fake_later = lambda error=timeout.Timeout, timeout=None: timeout


# Here it finds something: Case 3 of leaving/eventlet-primitives “What imports eventlet does may be wanted”
import eventlet


def wait():
    # ruleid: EVT502-eventlet-primitives
    eventlet.sleep(1)
