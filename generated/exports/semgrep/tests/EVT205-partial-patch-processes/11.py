# Case 7 of processes/partial-patch-processes “Functions of the same name, and mentions”
from gevent.monkey import patch_all as monkey_patch

# eventlet.monkey_patch(subprocess=False)
monkey_patch(subprocess=False)
