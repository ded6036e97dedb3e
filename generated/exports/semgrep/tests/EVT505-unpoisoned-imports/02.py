# Example “The function that decides about the mode”, good
import os
import sys


class RefuseEventlet(object):
    def find_spec(self, fullname, path=None, target=None):
        if fullname.partition('.')[0] == 'eventlet':
            raise ImportError('not in native threading mode: %s' % fullname)


def patch():
    if os.environ.get('OS_CINDER_DISABLE_EVENTLET_PATCHING') != 'true':
        import eventlet
        eventlet.monkey_patch()
        from oslo_service import backend
        # todook: EVT505-unpoisoned-imports
        backend.init_backend(backend.BackendType.EVENTLET)
    else:
        if 'eventlet' in sys.modules:
            raise RuntimeError('eventlet was imported before the mode was chosen')
        sys.meta_path.insert(0, RefuseEventlet())
        from oslo_service import backend
        # todook: EVT505-unpoisoned-imports
        backend.init_backend(backend.BackendType.THREADING)
