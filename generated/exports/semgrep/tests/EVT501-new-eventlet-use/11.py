# Case 5 of leaving/new-eventlet-use “Another name of the function”
# todook: EVT501-new-eventlet-use
import eventlet.patcher
eventlet.patcher.monkey_patch()
