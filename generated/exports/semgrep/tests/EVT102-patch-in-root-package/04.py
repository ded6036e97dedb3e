# Case 2 of eventlet/patch-in-root-package “A layout with src”
from eventlet.patcher import monkey_patch

try:
    # ruleid: EVT102-patch-in-root-package
    monkey_patch(os=False)
except Exception:
    pass
