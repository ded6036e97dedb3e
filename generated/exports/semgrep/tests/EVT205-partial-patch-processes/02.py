# Example “A list that was complete in 2015”, good
import eventlet

eventlet.monkey_patch()
