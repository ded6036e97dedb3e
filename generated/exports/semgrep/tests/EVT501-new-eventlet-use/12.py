# Case 9 of leaving/new-eventlet-use “A new module that is only called after eventlet”
# ruleid: EVT501-new-eventlet-use
import eventlet
