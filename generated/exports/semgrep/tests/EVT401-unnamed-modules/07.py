# Case 1 of verifying/unnamed-modules “Other names of the function, and an empty list”
from oslo_utils import eventletutils as utils
from oslo_utils.eventletutils import warn_eventlet_not_patched as warn

MODULES = ('thread', 'all')


def start():
    # ruleid: EVT401-unnamed-modules
    warn()
    # ruleid: EVT401-unnamed-modules
    warn([], what='x')
    # ruleid: EVT401-unnamed-modules
    utils.warn_eventlet_not_patched(None)
    # ruleid: EVT401-unnamed-modules
    utils.warn_eventlet_not_patched(
        expected_patched_modules=MODULES)
