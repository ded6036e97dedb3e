"""Eight threads make an object if it is missing; the constructor computes and does not wait."""
import sys

import harness

harness.patch(sys.argv[1])

import threading


class Holder(object):
    pass


def once():
    holder, made = Holder(), []

    def make():
        for _ in range(200000):
            pass
        made.append(1)
        return object()

    def get():
        if not hasattr(holder, 'one'):
            holder.one = make()

    threads = [threading.Thread(target=get) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(made)


harness.started()
most = max(once() for _ in range(100))
harness.result('finishes' if most == 1 else 'wrong', 'more than one object' if most > 1 else 'one object')
