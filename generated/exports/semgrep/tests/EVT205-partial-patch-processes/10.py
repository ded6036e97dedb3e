# Case 6 of processes/partial-patch-processes “Nothing is known of the arguments”
import eventlet


def patch(children, *args, **options):
    eventlet.monkey_patch(subprocess=children)
    eventlet.monkey_patch(**options)
