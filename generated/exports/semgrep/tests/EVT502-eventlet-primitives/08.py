# Case 2 of leaving/eventlet-primitives “Another thing has the name that the new code needs”
import eventlet
from clock import time


def wait():
    # ruleid: EVT502-eventlet-primitives
    eventlet.sleep(1)
    # ruleid: EVT502-eventlet-primitives
    eventlet.sleep(time())
