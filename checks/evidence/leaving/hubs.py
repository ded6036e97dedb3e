"""How many hubs five native threads of a process without a patch have, if each calls into eventlet once."""
import threading

import eventlet
from eventlet import hubs

import harness

harness.started()
found = []
barrier = threading.Barrier(5)


def work():
    eventlet.sleep(0)
    found.append(hubs.get_hub())
    barrier.wait(5)


threads = [threading.Thread(target=work) for _ in range(5)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
count = len(set(map(id, found)))
harness.result('finishes' if count == 1 else 'wrong', '%d hubs' % count)
