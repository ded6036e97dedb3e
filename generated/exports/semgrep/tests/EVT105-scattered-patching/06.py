# Case 8 of eventlet/scattered-patching “An entry point in bin”
import eventlet
# ruleid: EVT105-scattered-patching
eventlet.monkey_patch()
