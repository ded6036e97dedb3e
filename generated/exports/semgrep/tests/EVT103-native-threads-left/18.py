# Case 12 of eventlet/native-threads-left “functools.partial”
import functools
import eventlet

patch = functools.partial(eventlet.monkey_patch, thread=False)
# todoruleid: EVT103-native-threads-left
patch()


# Here it finds something: Case 2 of eventlet/native-threads-left “A star import”
from eventlet import *
# ruleid: EVT103-native-threads-left
monkey_patch(thread=False)
