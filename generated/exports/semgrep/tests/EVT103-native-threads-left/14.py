# Case 8 of eventlet/native-threads-left “Without the keyword, the other one still switches thread off”
import eventlet
# ruleid: EVT103-native-threads-left
eventlet.monkey_patch(socket=True, thread=False)
