# Case 10 of eventlet/native-threads-left “Nothing but what is named, in a nested function and on several lines”
def main():
    def patch():
        try:
            import eventlet
        except ImportError:
            return
        # ruleid: EVT103-native-threads-left
        eventlet.monkey_patch(
            all=False,
            socket=True,
        )
    patch()
