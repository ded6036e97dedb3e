"""Which imports of oslo.service choose its backend, and what a later choice of the other one comes to."""
import importlib
import sys
import warnings

import harness

warnings.simplefilter('ignore')
steps = sys.argv[1].split(',')
if 'forbid' in steps:
    sys.modules['eventlet'] = None
harness.started()
try:
    for step in steps:
        if step == 'threading':
            from oslo_service import backend
            backend.init_backend(backend.BackendType.THREADING)
        elif step == 'server':
            from oslo_service import wsgi
            wsgi.Server(None, 'x', None)
        elif step != 'forbid':
            importlib.import_module('oslo_service.' + step)
except Exception as error:
    name = type(error).__name__
    harness.result('raises' if name in sys.argv[2:] else 'wrong', name)
loaded = sys.modules.get('eventlet') is not None
harness.result('wrong' if loaded else 'finishes', 'eventlet is loaded' if loaded else 'eventlet is not loaded')
