# Case 9 of eventlet/native-threads-left “A comment says why, and is not lost”
import eventlet
# ruleid: EVT103-native-threads-left
eventlet.monkey_patch(os=False,  # the debugger
                      thread=False)
