# Case 22 of eventlet/native-threads-left “Other ways to say no, and nothing”
import eventlet

# ruleid: EVT103-native-threads-left
eventlet.monkey_patch(all=0)
# ruleid: EVT103-native-threads-left
eventlet.monkey_patch(all=None, socket=True)
# ruleid: EVT103-native-threads-left
eventlet.monkey_patch(socket=1)
