# Case 18 of eventlet/native-threads-left “Nothing is known of the arguments”
import eventlet


def patch(debug, **options):
    eventlet.monkey_patch(thread=not debug)
    eventlet.monkey_patch(**options)
