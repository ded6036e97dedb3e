# Case 17 of eventlet/patching-while-reading “A function inside of the helper runs when it is called”
import eventlet


def patch():
    def later():
        # todook: EVT106-patching-while-reading
        eventlet.monkey_patch()
    return later
