# Example “An import inside a function”, good
import threading


def refresh_forever(fetch, interval):
    stop = threading.Event()

    def loop():
        while not stop.wait(interval):
            fetch()

    threading.Thread(target=loop, daemon=True).start()
    return stop
