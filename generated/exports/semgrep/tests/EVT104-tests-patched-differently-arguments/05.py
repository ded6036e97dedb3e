# Case 5 of eventlet/tests-patched-differently-arguments “A helper of the project”
from pkg import patch
patch.eventlet.monkey_patch(os=False)
