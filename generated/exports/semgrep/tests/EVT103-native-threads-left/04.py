# Example “A list of modules”, good
import eventlet

eventlet.monkey_patch()
