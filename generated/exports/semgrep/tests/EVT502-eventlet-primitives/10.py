# Case 4 of leaving/eventlet-primitives “A name, a base class, an exception, a decorator's argument and a default”
from eventlet import Timeout, queue as q
from eventlet.event import Event as E
import eventlet.tpool


# ruleid: EVT502-eventlet-primitives
class Jobs(q.LightQueue):
    # ruleid: EVT502-eventlet-primitives
    made = E

    # ruleid: EVT502-eventlet-primitives
    def take(self, wait=E()):
        try:
            # ruleid: EVT502-eventlet-primitives
            with Timeout(
                    5):
                return self.get()
        # todook: EVT502-eventlet-primitives
        except (ValueError, q.Empty):
            # ruleid: EVT502-eventlet-primitives
            return eventlet.tpool.execute(print)
