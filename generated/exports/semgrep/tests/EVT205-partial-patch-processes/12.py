# Case 10 of processes/partial-patch-processes “The same code in a service”
import eventlet
# ruleid: EVT205-partial-patch-processes
eventlet.monkey_patch(subprocess=False)
