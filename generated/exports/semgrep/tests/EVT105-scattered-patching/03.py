# Case 4 of eventlet/scattered-patching “An entry point that calls the helper”
from swift import monkey_patch

# not eventlet.monkey_patch()
monkey_patch.patch()
