# Case 1 of eventlet/patch-in-root-package “A condition does not make it better”
import os
if os.environ.get('MAGNUM_EVENTLET', '1') == '1':
    import eventlet as ev
    # ruleid: EVT102-patch-in-root-package
    ev.monkey_patch()
