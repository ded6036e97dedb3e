# Case 6 of leaving/eventlet-primitives “eventlet's version of a standard module”
import eventlet.green.http.client as http
from eventlet.green import socket


# ruleid: EVT502-eventlet-primitives
class Wire(socket.socket):
    pass


def get(host):
    try:
        # ruleid: EVT502-eventlet-primitives
        return http.HTTPConnection(host, family=socket.AF_INET)
    # todook: EVT502-eventlet-primitives
    except socket.error:
        # ruleid: EVT502-eventlet-primitives
        return socket.create_connection(('a', 1))
