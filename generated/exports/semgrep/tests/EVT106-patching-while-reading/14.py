# Case 14 of eventlet/patching-while-reading “The same code in a service”
import eventlet
# ruleid: EVT106-patching-while-reading
eventlet.monkey_patch()
