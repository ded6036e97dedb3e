# Case 5 of leaving/eventlet-primitives “Assigned, star-imported, and a sleep”
from eventlet import *
import eventlet as ev

# ruleid: EVT502-eventlet-primitives
spawn = ev.spawn_n
# ruleid: EVT502-eventlet-primitives
spawn(print)
# ruleid: EVT502-eventlet-primitives
GreenPool(5)
# ruleid: EVT502-eventlet-primitives
sleep(3)
# ruleid: EVT502-eventlet-primitives
ev.greenthread.sleep(seconds / 2)
