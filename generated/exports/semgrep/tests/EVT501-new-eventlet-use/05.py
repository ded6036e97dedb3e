# Example “A green version of a standard module”, bad
# ruleid: EVT501-new-eventlet-use
from eventlet.green import socket


def probe(host, port):
    with socket.create_connection((host, port), timeout=5):
        return True
