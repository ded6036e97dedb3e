# Example “A branch for the debugger”, good
import eventlet

eventlet.monkey_patch(os=False)
