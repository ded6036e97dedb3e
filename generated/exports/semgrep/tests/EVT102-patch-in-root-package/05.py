# Case 3 of eventlet/patch-in-root-package “A class body”
import eventlet


class Runtime(object):
    # ruleid: EVT102-patch-in-root-package
    eventlet.monkey_patch()
