# Case 8 of eventlet/tests-patched-differently “A test beside the code”
import eventlet
# ruleid: EVT104-tests-patched-differently
eventlet.monkey_patch()
