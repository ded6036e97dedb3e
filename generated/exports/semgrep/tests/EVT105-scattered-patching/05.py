# Case 7 of eventlet/scattered-patching “An entry point in commands”
import eventlet
# ruleid: EVT105-scattered-patching
eventlet.monkey_patch()
