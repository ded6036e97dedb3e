# Case 6 of eventlet/wsgi-cannot-run-unpatched “Native threads, and a comment”
# eventlet.monkey_patch() is not called here
from nova import monkey_patch
monkey_patch.patch(backend='threading')
