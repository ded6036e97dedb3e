# Case 20 of leaving/eventlet-primitives “What only runs where the process is patched”
import eventlet
from eventlet import patcher
from oslo_utils import eventletutils


def current(native):
    # todook: EVT502-eventlet-primitives
    return eventlet.getcurrent() if eventletutils.is_monkey_patched('thread') else native()


def spawn(run, native):
    if patcher.is_monkey_patched('thread'):
        # todook: EVT502-eventlet-primitives
        eventlet.spawn(run)
    else:
        native(run)


def spawn_n(run):
    # ruleid: EVT502-eventlet-primitives
    eventlet.spawn_n(run)
