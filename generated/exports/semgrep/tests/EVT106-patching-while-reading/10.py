# Case 6 of eventlet/patching-while-reading “An operator instead of a statement”
from os import environ
import eventlet

# todook: EVT106-patching-while-reading
environ.get('NO_PATCH') or eventlet.monkey_patch()
