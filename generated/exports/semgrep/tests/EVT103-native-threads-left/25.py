# Case 19 of eventlet/native-threads-left “A comment, a string and a docstring”
"""Never call eventlet.monkey_patch(thread=False)."""
import eventlet

# eventlet.monkey_patch(thread=False)
HELP = 'eventlet.monkey_patch(thread=False)'
eventlet.monkey_patch()
