# Case 5 of eventlet/native-threads-left “A constant of the module”
import eventlet

PATCH_THREAD = False


def patch():
    # ruleid: EVT103-native-threads-left
    eventlet.monkey_patch(thread=PATCH_THREAD)
