# Case 3 of eventlet/wsgi-cannot-run-unpatched “The server is the process”
import eventlet
import eventlet.wsgi

# todook: EVT108-wsgi-cannot-run-unpatched
eventlet.patcher.monkey_patch(all=False, socket=True)


def serve(sock, app):
    eventlet.wsgi.server(sock, app)
