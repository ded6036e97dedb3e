# Case 18 of leaving/eventlet-primitives “Code in brackets of its own”
from eventlet import timeout

fake = (
    # ruleid: EVT502-eventlet-primitives
    timeout.Timeout)
