# Case 1 of leaving/new-eventlet-use “Forms of the import”
# ruleid: EVT501-new-eventlet-use
import os, eventlet
# ruleid: EVT501-new-eventlet-use
import eventlet.queue as queue
# ruleid: EVT501-new-eventlet-use
from eventlet import *
# ruleid: EVT501-new-eventlet-use
from eventlet.green import socket, time


class Worker(object):
    try:
        # ruleid: EVT501-new-eventlet-use
        from eventlet import greenpool
    except ImportError:
        greenpool = None


# todoruleid: EVT501-new-eventlet-use
module = __import__('eventlet.event')
