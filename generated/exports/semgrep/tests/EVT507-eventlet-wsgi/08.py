# Case 6 of leaving/eventlet-wsgi “Every name”
import eventlet.wsgi
import eventlet.websocket
import oslo_service.wsgi

# ruleid: EVT507-eventlet-wsgi
print(eventlet.wsgi.server)
# ruleid: EVT507-eventlet-wsgi
print(eventlet.wsgi.Server)
# ruleid: EVT507-eventlet-wsgi
print(eventlet.wsgi.HttpProtocol)
# ruleid: EVT507-eventlet-wsgi
print(eventlet.websocket.WebSocketWSGI)
# ruleid: EVT507-eventlet-wsgi
print(oslo_service.wsgi.Server)
