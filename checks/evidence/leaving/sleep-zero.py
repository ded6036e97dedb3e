"""How long time.sleep(0) takes in a process on native threads, next to busy ones."""
import sys
import threading
import time

import harness

busy = int(sys.argv[1])
done = []


def compute():
    while not done:
        sum(range(1000))


for _ in range(busy):
    threading.Thread(target=compute, daemon=True).start()
harness.started()
times = []
for _ in range(40):
    begun = time.perf_counter()
    time.sleep(0)
    times.append(time.perf_counter() - begun)
done.append(1)
median = sorted(times)[len(times) // 2]
# The interpreter takes the turn from a thread after 5 ms, and not before.
slow = median > sys.getswitchinterval()
harness.result('wrong' if slow else 'finishes', 'longer than 5 ms' if slow else 'less than 5 ms')
