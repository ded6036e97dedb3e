# Case 17 of eventlet/native-threads-left “A list that names thread”
import eventlet
eventlet.monkey_patch(os=True, select=True, socket=True, thread=True, time=True)
