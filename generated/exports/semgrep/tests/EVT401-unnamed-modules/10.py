# Case 4 of verifying/unnamed-modules “Every form of a list”
from oslo_utils import eventletutils

# ruleid: EVT401-unnamed-modules
eventletutils.warn_eventlet_not_patched(['all', x])
# ruleid: EVT401-unnamed-modules
eventletutils.warn_eventlet_not_patched([x, 'all'])
# ruleid: EVT401-unnamed-modules
eventletutils.warn_eventlet_not_patched(('all', x))
# ruleid: EVT401-unnamed-modules
eventletutils.warn_eventlet_not_patched((x, 'all'))
# ruleid: EVT401-unnamed-modules
eventletutils.warn_eventlet_not_patched({'all', x})
# ruleid: EVT401-unnamed-modules
eventletutils.warn_eventlet_not_patched({x, 'all'})
