# Example “A branch for the debugger”, bad
import os

import eventlet

if os.environ.get('OS_NOVA_REMOTE_DEBUGGER'):
    # turn off thread patching to enable the remote debugger
    # ruleid: EVT103-native-threads-left
    eventlet.monkey_patch(os=False, thread=False)
else:
    eventlet.monkey_patch(os=False)
