# Case 1 of eventlet/patching-while-reading “Another condition is no switch”
import sys
import eventlet

if 'flake8' not in sys.modules:
    # ruleid: EVT106-patching-while-reading
    eventlet.monkey_patch()
