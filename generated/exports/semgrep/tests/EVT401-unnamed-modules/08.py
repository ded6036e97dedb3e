# Case 2 of verifying/unnamed-modules “Names, and what is not known”
from oslo_utils import eventletutils


def start(modules, **kwargs):
    # todook: EVT401-unnamed-modules
    eventletutils.warn_eventlet_not_patched(['thread'], what='all')
    # todook: EVT401-unnamed-modules
    eventletutils.warn_eventlet_not_patched(modules)
    # todook: EVT401-unnamed-modules
    eventletutils.warn_eventlet_not_patched(**kwargs)
