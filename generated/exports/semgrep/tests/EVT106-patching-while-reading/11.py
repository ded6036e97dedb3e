# Case 7 of eventlet/patching-while-reading “A subscript”
import os
import eventlet

try:
    if os.environ['PATCH'] == '1':
        # todook: EVT106-patching-while-reading
        eventlet.monkey_patch()
except KeyError:
    pass
