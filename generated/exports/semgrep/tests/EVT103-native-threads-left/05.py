# Example “Keywords from elsewhere”, bad
from eventlet import patcher

PATCH = {'all': False, 'socket': True}


def patch_for_guest():
    # todoruleid: EVT103-native-threads-left
    patcher.monkey_patch(**PATCH)


# Here it finds something: Case 2 of eventlet/native-threads-left “A star import”
from eventlet import *
# ruleid: EVT103-native-threads-left
monkey_patch(thread=False)
