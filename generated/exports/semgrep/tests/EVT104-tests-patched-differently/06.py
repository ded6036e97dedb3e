# Case 7 of eventlet/tests-patched-differently “A module of tests in the package, and one beside the code”
import eventlet
# ruleid: EVT104-tests-patched-differently
eventlet.monkey_patch()
