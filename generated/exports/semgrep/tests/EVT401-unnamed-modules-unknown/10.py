# Case 4 of verifying/unnamed-modules-unknown “Every name”
from oslo_utils import eventletutils

# ruleid: EVT401-unnamed-modules-unknown
eventletutils.warn_eventlet_not_patched(['subprocess'])
# ruleid: EVT401-unnamed-modules-unknown
eventletutils.warn_eventlet_not_patched(['threading'])
# ruleid: EVT401-unnamed-modules-unknown
eventletutils.warn_eventlet_not_patched(['_thread'])
# ruleid: EVT401-unnamed-modules-unknown
eventletutils.warn_eventlet_not_patched(['thread_local'])
# ruleid: EVT401-unnamed-modules-unknown
eventletutils.warn_eventlet_not_patched(['ssl'])
# ruleid: EVT401-unnamed-modules-unknown
eventletutils.warn_eventlet_not_patched(['queue'])
# ruleid: EVT401-unnamed-modules-unknown
eventletutils.warn_eventlet_not_patched(['Queue'])
# ruleid: EVT401-unnamed-modules-unknown
eventletutils.warn_eventlet_not_patched(['asyncio'])
# ruleid: EVT401-unnamed-modules-unknown
eventletutils.warn_eventlet_not_patched(['builtins'])
# ruleid: EVT401-unnamed-modules-unknown
eventletutils.warn_eventlet_not_patched(['signal'])
# ruleid: EVT401-unnamed-modules-unknown
eventletutils.warn_eventlet_not_patched(['psycopg2'])
# ruleid: EVT401-unnamed-modules-unknown
eventletutils.warn_eventlet_not_patched(['sqlite3'])
# ruleid: EVT401-unnamed-modules-unknown
eventletutils.warn_eventlet_not_patched(['multiprocessing'])
# ruleid: EVT401-unnamed-modules-unknown
eventletutils.warn_eventlet_not_patched(['concurrent'])
# ruleid: EVT401-unnamed-modules-unknown
eventletutils.warn_eventlet_not_patched(['http'])
