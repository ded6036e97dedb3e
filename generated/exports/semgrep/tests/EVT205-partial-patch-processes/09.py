# Case 5 of processes/partial-patch-processes “Complete patches”
import eventlet

eventlet.monkey_patch()
eventlet.monkey_patch(os=False)
eventlet.monkey_patch(thread=False)
eventlet.monkey_patch(all=True, psycopg=False)
eventlet.monkey_patch(os=True, thread=True, subprocess=True)
eventlet.monkey_patch(all=False, subprocess=True)
