# Case 4 of eventlet/wsgi-cannot-run-unpatched “A function that runs a server”
from swift.common import utils
import eventlet


def run_server(conf):
    # todook: EVT108-wsgi-cannot-run-unpatched
    eventlet.monkey_patch()
