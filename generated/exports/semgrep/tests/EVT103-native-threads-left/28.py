# Case 23 of eventlet/native-threads-left “Thread is named, whatever else is”
import eventlet

eventlet.monkey_patch(all=False, thread=True)
