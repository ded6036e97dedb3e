# Case 7 of leaving/eventlet-wsgi “A setting of the class of another server”
import eventlet.wsgi
from eventlet import wsgi

# ruleid: EVT507-eventlet-wsgi
eventlet.wsgi.HttpProtocol.default_request_version = 'HTTP/1.0'
# ruleid: EVT507-eventlet-wsgi
wsgi.HttpProtocol.log_request = print
