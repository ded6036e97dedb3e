# Case 14 of eventlet/native-threads-left “Dictionaries that are put together”
import eventlet

BASE = {'os': False}
OPTIONS = dict(thread=False)
# todoruleid: EVT103-native-threads-left
eventlet.monkey_patch(**{**BASE, 'thread': False})
# todoruleid: EVT103-native-threads-left
eventlet.monkey_patch(**BASE, **OPTIONS)
# todoruleid: EVT103-native-threads-left
getattr(eventlet, 'monkey_patch')(**OPTIONS)


# Here it finds something: Case 2 of eventlet/native-threads-left “A star import”
from eventlet import *
# ruleid: EVT103-native-threads-left
monkey_patch(thread=False)
