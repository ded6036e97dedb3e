# Case 3 of eventlet/tests-patched-differently-arguments “The helper, and a complete patch”
import eventlet
from sahara import monkey_patch

monkey_patch.patch(backend='eventlet')
eventlet.monkey_patch()
