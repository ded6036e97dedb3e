# Case 6 of eventlet/native-threads-left “Both branches of a condition, of which one is wrong”
import os
import eventlet

# todoruleid: EVT103-native-threads-left
eventlet.monkey_patch(thread=False if os.environ.get('DEBUG') else True)


# Here it finds something: Case 2 of eventlet/native-threads-left “A star import”
from eventlet import *
# ruleid: EVT103-native-threads-left
monkey_patch(thread=False)
