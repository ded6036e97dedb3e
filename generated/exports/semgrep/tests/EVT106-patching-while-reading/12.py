# Case 8 of eventlet/patching-while-reading “The variable decides in a roundabout way”
import os


def _patch():
    import eventlet
    # todook: EVT106-patching-while-reading
    eventlet.monkey_patch()


def patch(backend='eventlet'):
    should_patch = backend == 'eventlet'
    env = os.environ.get('DISABLE_EVENTLET_PATCHING', '')
    if env in ('1', 'true'):
        should_patch = False
    if should_patch:
        _patch()
