# Case 4 of eventlet/native-threads-left “Keywords in a dictionary, written in place”
import eventlet
# todoruleid: EVT103-native-threads-left
eventlet.monkey_patch(**{'thread': False})


# Here it finds something: Case 2 of eventlet/native-threads-left “A star import”
from eventlet import *
# ruleid: EVT103-native-threads-left
monkey_patch(thread=False)
