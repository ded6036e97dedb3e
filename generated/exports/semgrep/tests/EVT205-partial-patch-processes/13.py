# Case 11 of processes/partial-patch-processes “Other ways to say no, and nothing”
import eventlet

# ruleid: EVT205-partial-patch-processes
eventlet.monkey_patch(all=0)
# ruleid: EVT205-partial-patch-processes
eventlet.monkey_patch(all=None, socket=True)
# ruleid: EVT205-partial-patch-processes
eventlet.monkey_patch(socket=1)
