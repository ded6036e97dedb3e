# Example “Keywords from elsewhere”, good
from eventlet import patcher

PATCH = {'all': True, 'os': False}


def patch_for_guest():
    patcher.monkey_patch(**PATCH)
