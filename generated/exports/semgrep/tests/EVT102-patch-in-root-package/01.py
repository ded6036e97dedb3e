# Example “A service that patches in its root package”, bad
import os

os.environ['EVENTLET_NO_GREENDNS'] = 'yes'

import eventlet

# ruleid: EVT102-patch-in-root-package
eventlet.monkey_patch(os=False)
