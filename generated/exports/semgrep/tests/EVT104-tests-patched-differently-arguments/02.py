# Case 1 of eventlet/tests-patched-differently-arguments “A list of modules”
import os
from eventlet import monkey_patch

if not os.environ.get('DISABLE'):
    # ruleid: EVT104-tests-patched-differently-arguments
    monkey_patch(
        os=True, socket=True, thread=True)
