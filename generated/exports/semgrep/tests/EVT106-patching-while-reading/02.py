# Example “A switch for linters and documentation builds”, good
import os

if not os.environ.get('DISABLE_EVENTLET_PATCHING'):
    import eventlet

    # todook: EVT106-patching-while-reading
    eventlet.monkey_patch()
