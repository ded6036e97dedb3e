# Example “An event that carries a value”, bad
import eventlet
from eventlet import event


def run_and_wait(job):
    # ruleid: EVT502-eventlet-primitives
    done = event.Event()
    # ruleid: EVT502-eventlet-primitives
    eventlet.spawn(lambda: done.send(job()))
    return done.wait()
