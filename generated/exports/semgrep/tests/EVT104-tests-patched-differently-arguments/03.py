# Case 2 of eventlet/tests-patched-differently-arguments “The keywords come in a dictionary”
import eventlet
# ruleid: EVT104-tests-patched-differently-arguments
eventlet.patcher.monkey_patch(**dict(os=False))
