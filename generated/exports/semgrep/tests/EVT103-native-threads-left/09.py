# Case 3 of eventlet/native-threads-left “A local name for the function”
import eventlet.patcher

patch = eventlet.patcher.monkey_patch
# todoruleid: EVT103-native-threads-left
patch(os=False,
      thread=False)


# Here it finds something: Case 2 of eventlet/native-threads-left “A star import”
from eventlet import *
# ruleid: EVT103-native-threads-left
monkey_patch(thread=False)
