# Example “The same through oslo.service”, good
import threading

from oslo_config import cfg

from manila.api import app

_lock = threading.Lock()
_application = None


def application(environ, start_response):
    global _application
    with _lock:
        if _application is None:
            _application = app.build(cfg.CONF)
    return _application(environ, start_response)
