# Case 5 of leaving/eventlet-wsgi “The same code in a service”
import eventlet.wsgi
# ruleid: EVT507-eventlet-wsgi
eventlet.wsgi.server(1, 2)
