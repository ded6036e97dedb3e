# Case 2 of verifying/unnamed-modules-unknown “In a tuple, a set and a list by keyword”
from oslo_utils.eventletutils import warn_eventlet_not_patched

# ruleid: EVT401-unnamed-modules-unknown
warn_eventlet_not_patched(('threading', 'time'))
warn_eventlet_not_patched(
    what='nova',
    expected_patched_modules=[
        # ruleid: EVT401-unnamed-modules-unknown
        'ssl',
    ])
