# Case 5 of eventlet/patching-while-reading “The other branch”
import os
import eventlet

if 'NO_PATCH' in os.environ:
    pass
else:
    # todook: EVT106-patching-while-reading
    eventlet.monkey_patch()
