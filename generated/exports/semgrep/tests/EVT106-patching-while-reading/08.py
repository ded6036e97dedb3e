# Case 4 of eventlet/patching-while-reading “A name for the answer”
import os

DISABLED = os.environ.get('NO_PATCH', '').lower() in ('1', 'true', 'yes')

if not DISABLED:
    from eventlet import monkey_patch
    # todook: EVT106-patching-while-reading
    monkey_patch()
