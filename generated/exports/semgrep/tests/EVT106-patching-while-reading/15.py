# Case 15 of eventlet/patching-while-reading “Another name of the function, at module level and in a helper”
from eventlet import patcher

# ruleid: EVT106-patching-while-reading
patcher.monkey_patch()


def patch():
    # ruleid: EVT106-patching-while-reading
    patcher.monkey_patch()
