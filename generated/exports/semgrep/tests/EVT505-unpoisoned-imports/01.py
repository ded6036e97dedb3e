# Example “The function that decides about the mode”, bad
import os


def patch():
    if os.environ.get('OS_CINDER_DISABLE_EVENTLET_PATCHING') != 'true':
        import eventlet
        eventlet.monkey_patch()
        from oslo_service import backend
        # todook: EVT505-unpoisoned-imports
        backend.init_backend(backend.BackendType.EVENTLET)
    else:
        from oslo_service import backend
        # ruleid: EVT505-unpoisoned-imports
        backend.init_backend(backend.BackendType.THREADING)
