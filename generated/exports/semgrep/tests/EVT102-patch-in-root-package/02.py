# Example “A condition does not make it better”, bad
import sys

if 'flake8' not in sys.modules:
    from eventlet import patcher
    # ruleid: EVT102-patch-in-root-package
    patcher.monkey_patch()
