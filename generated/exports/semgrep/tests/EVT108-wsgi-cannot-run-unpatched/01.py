# Example “A WSGI application that patches”, bad
import threading

import eventlet

# ruleid: EVT108-wsgi-cannot-run-unpatched
eventlet.monkey_patch()

from nova.api.openstack import wsgi_app  # noqa: E402

NAME = 'osapi_compute'

application = None
app_lock = threading.Lock()
with app_lock:
    if application is None:
        application = wsgi_app.init_application(NAME)
