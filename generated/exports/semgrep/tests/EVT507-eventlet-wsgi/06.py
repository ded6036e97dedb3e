# Case 2 of leaving/eventlet-wsgi “Other servers, and the rest of the modules”
from wsgiref import simple_server
from cheroot import wsgi
from oslo_service import sslutils
from oslo_service import wsgi as service_wsgi
import eventlet.wsgi

wsgi.Server(('a', 1), None)
simple_server.make_server('a', 1, None)
service_wsgi.Loader(None)
eventlet.wsgi.MAX_HEADER_LINE = 32768
# eventlet.wsgi.server(sock, app)
