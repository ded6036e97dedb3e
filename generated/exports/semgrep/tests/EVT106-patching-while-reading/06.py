# Case 2 of eventlet/patching-while-reading “The variable is read, but decides nothing”
import os
import eventlet

debug = os.environ.get('DEBUG')
# ruleid: EVT106-patching-while-reading
eventlet.monkey_patch()
