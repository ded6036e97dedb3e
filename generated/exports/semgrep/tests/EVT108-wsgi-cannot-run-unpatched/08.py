# Case 7 of eventlet/wsgi-cannot-run-unpatched “Another name of the function”
from eventlet import patcher
# ruleid: EVT108-wsgi-cannot-run-unpatched
patcher.monkey_patch()
