# Case 2 of eventlet/tests-patched-differently-arguments “The keywords come in a dictionary”
import eventlet
# todoruleid: EVT104-tests-patched-differently-arguments
eventlet.patcher.monkey_patch(**dict(os=False))


# Here it finds something: Case 1 of eventlet/tests-patched-differently-arguments “A list of modules”
import os
from eventlet import monkey_patch

if not os.environ.get('DISABLE'):
    # ruleid: EVT104-tests-patched-differently-arguments
    monkey_patch(
        os=True, socket=True, thread=True)
