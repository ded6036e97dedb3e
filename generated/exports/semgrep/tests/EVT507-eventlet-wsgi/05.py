# Case 1 of leaving/eventlet-wsgi “Other names, a base class, and a function that is passed on”
import eventlet
import eventlet.wsgi
from eventlet.wsgi import server as serve
from oslo_service import wsgi as service_wsgi


# ruleid: EVT507-eventlet-wsgi
class Protocol(eventlet.wsgi.HttpProtocol):
    pass


def start(sock, app, pool):
    # ruleid: EVT507-eventlet-wsgi
    serve(sock, app, protocol=Protocol)
    # ruleid: EVT507-eventlet-wsgi
    pool.spawn_n(eventlet.wsgi.server, sock, app)
    # ruleid: EVT507-eventlet-wsgi
    return service_wsgi.Server(
        None, 'api', app)
