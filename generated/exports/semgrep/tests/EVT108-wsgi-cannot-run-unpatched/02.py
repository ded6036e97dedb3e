# Example “A WSGI application that patches”, good
import threading

from nova.api.openstack import wsgi_app

NAME = 'osapi_compute'

application = None
app_lock = threading.Lock()
with app_lock:
    if application is None:
        application = wsgi_app.init_application(NAME)
