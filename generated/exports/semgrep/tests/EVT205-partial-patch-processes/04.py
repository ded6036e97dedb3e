# Example “Switched off by name”, good
import eventlet

eventlet.monkey_patch(os=False)
