# Case 2 of leaving/new-eventlet-use “In a test”
def test_pool():
    import importlib
    # todoruleid: EVT501-new-eventlet-use
    importlib.import_module('eventlet').sleep(1)


# Here it finds something: Example “A green version of a standard module”, bad
# ruleid: EVT501-new-eventlet-use
from eventlet.green import socket


def probe(host, port):
    with socket.create_connection((host, port), timeout=5):
        return True
