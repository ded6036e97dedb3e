"""What evidence programs share: saying what is seen, and measuring whether the hub goes on.

A program says `started()` once its imports are done, and then one result. Who does not come that far hangs.
Nothing is imported here, so that a program alone decides what is loaded before its patch.
"""


def _say(text):
    import os
    os.write(1, ('evidence: %s\n' % text).encode())


def started():
    _say('started')


def result(outcome, detail=''):
    """Says what was seen and ends the process, whatever threads it still has."""
    import json
    import os
    _say(json.dumps({'outcome': outcome, 'detail': str(detail)[:200]}))
    os._exit(0)


def patch(words):
    """Patches as the arguments say: `none`, `full`, or keywords such as `thread=False`."""
    import eventlet
    if words == 'none':
        return
    keywords = {}
    if words != 'full':
        for word in words.split(','):
            name, _, value = word.partition('=')
            keywords[name] = value == 'True'
    eventlet.monkey_patch(**keywords)


def most_inside(lock, nap, green_threads=3):
    """How many green threads were inside one lock at once, if each holds it across a nap; hangs if the lock is native.

    The nap is the caller's, because only the caller knows whether it was bound before the patch.
    """
    import eventlet
    inside, most = [], []

    def work():
        with lock:
            inside.append(1)
            most.append(len(inside))
            nap()
            inside.pop()

    for worker in [eventlet.spawn(work) for _ in range(green_threads)]:
        worker.wait()
    return max(most)


def locked(lock, nap, green_threads=3):
    """Says whether a lock keeps green threads apart."""
    started()
    most = most_inside(lock, nap, green_threads)
    result('finishes' if most == 1 else 'wrong', '%d inside at once' % most)


def hub_during(work, started_already=False):
    """Counts ticks of another green thread while `work` runs.

    Ticks and their gaps are measured, not the time that the work takes: a busy machine delays both.
    """
    import eventlet
    from eventlet import patcher
    now = patcher.original('time').time
    ticks = []

    def beat():
        while True:
            ticks.append(now())
            eventlet.sleep(0.05)

    beating = eventlet.spawn(beat)
    eventlet.sleep(0.12)
    if not started_already:
        started()
    begun = now()
    work()
    done = now()
    beating.kill()
    inside = [tick for tick in ticks if begun < tick < done]
    edges = [begun] + inside + [done]
    gap = max(b - a for a, b in zip(edges, edges[1:]))
    if done - begun < 0.3:
        result('wrong', 'the work took no time, nothing can be said')
    # The hub stood still if no other green thread ran for most of the time that the work took.
    outcome = 'blocks' if gap > 0.7 * (done - begun) else 'cooperates'
    rate = len(inside) / (done - begun)
    result(outcome, 'no ticks' if rate < 2 else 'about %d ticks a second' % (int(rate / 5 + 0.5) * 5))
