# Case 6 of eventlet/scattered-patching “An entry point in command”
import eventlet
# ruleid: EVT105-scattered-patching
eventlet.monkey_patch()
