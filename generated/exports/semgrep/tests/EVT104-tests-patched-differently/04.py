# Case 3 of eventlet/tests-patched-differently “Tests outside the package”
import eventlet as e
# ruleid: EVT104-tests-patched-differently
e.monkey_patch(all=False, socket=True)
