# Case 18 of leaving/eventlet-primitives “Code in brackets of its own”
from eventlet import timeout

# todook: EVT502-eventlet-primitives
fake = (
    # todoruleid: EVT502-eventlet-primitives
    timeout.Timeout)
