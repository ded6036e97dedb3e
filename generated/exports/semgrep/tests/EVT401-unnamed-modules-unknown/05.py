# Example “A name it does not know”, bad
from oslo_utils.eventletutils import warn_eventlet_not_patched


def init_host():
    # ruleid: EVT401-unnamed-modules-unknown
    warn_eventlet_not_patched(['subprocess', 'thread'],
                              what='cinder-backup')
