# Example “A switch in the helper”, good
import os


def patch():
    if os.environ.get('OS_CINDER_DISABLE_EVENTLET_PATCHING', '0') == '1':
        return
    import eventlet
    # todook: EVT106-patching-while-reading
    eventlet.monkey_patch()
