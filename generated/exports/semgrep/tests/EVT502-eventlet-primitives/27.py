# Case 23 of leaving/eventlet-primitives “The other side of two backends”
from eventlet import greenpool

# ruleid: EVT502-eventlet-primitives
pool = greenpool.GreenPool(10)
