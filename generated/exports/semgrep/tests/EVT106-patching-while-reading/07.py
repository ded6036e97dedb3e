# Case 3 of eventlet/patching-while-reading “An early return”
import os


def patch():
    if os.getenv('NO_PATCH'):
        return
    import eventlet
    # todook: EVT106-patching-while-reading
    eventlet.monkey_patch()
