# Case 1 of processes/partial-patch-processes “Said outright, first of several”
import eventlet
# ruleid: EVT205-partial-patch-processes
eventlet.monkey_patch(
    subprocess=False,
    os=False,
)
