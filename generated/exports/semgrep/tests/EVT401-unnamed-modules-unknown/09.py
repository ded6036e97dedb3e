# Case 3 of verifying/unnamed-modules-unknown “Names that it knows”
from oslo_utils import eventletutils

eventletutils.warn_eventlet_not_patched(
    ['os', 'select', 'socket', 'thread', 'time', 'psycopg', 'MySQLdb'],
    what='subprocess of nova')
print(['subprocess'])
