# Case 16 of eventlet/patching-while-reading “Other calls, in a helper too”
import eventlet


def patch():
    eventlet.sleep(1)


patch()
