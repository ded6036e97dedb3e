# Example “An import inside a function”, bad
import time


def refresh_forever(fetch, interval):
    # ruleid: EVT501-new-eventlet-use
    from eventlet import greenthread

    def loop():
        while True:
            fetch()
            time.sleep(interval)

    return greenthread.spawn(loop)
