# Case 13 of eventlet/native-threads-left “A walrus, a lambda, a decorated function and a class body”
import contextlib
import eventlet

if (patch := eventlet.monkey_patch):
    # todoruleid: EVT103-native-threads-left
    patch(thread=False)
# ruleid: EVT103-native-threads-left
later = lambda: eventlet.monkey_patch(thread=None)


@contextlib.contextmanager
def half():
    # ruleid: EVT103-native-threads-left
    yield eventlet.monkey_patch(thread=0)


class Runtime(object):
    # ruleid: EVT103-native-threads-left
    patched = eventlet.monkey_patch(thread=False)
