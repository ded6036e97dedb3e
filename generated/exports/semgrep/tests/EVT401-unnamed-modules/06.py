# Example “A name it does not know”, good
from oslo_utils.eventletutils import warn_eventlet_not_patched


def init_host():
    # todook: EVT401-unnamed-modules
    warn_eventlet_not_patched(['thread'], what='cinder-backup')
