# Example “A switch for linters and documentation builds”, bad
import eventlet

# ruleid: EVT106-patching-while-reading
eventlet.monkey_patch()
