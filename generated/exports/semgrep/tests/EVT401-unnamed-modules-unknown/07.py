# Case 1 of verifying/unnamed-modules-unknown “Names that only differ a little”
from oslo_utils import eventletutils

# ruleid: EVT401-unnamed-modules-unknown
eventletutils.warn_eventlet_not_patched(["threading", 'psycopg2', 'os'])
