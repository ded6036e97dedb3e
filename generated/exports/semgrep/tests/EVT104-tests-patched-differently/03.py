# Case 2 of eventlet/tests-patched-differently “A base class”
from eventlet import patcher
# ruleid: EVT104-tests-patched-differently
patcher.monkey_patch()
