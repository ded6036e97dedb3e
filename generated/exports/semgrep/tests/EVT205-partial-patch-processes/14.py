# Case 12 of processes/partial-patch-processes “Another version”
import eventlet
# todook: EVT205-partial-patch-processes
eventlet.monkey_patch(subprocess=False)
