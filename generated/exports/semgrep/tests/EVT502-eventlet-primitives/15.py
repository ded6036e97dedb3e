# Case 9 of leaving/eventlet-primitives “Objects with the same methods”
def start(pool, eventlet_pool, eventlet):
    pool.spawn_n(print)
    eventlet_pool.spawn(print)
    # todook: EVT502-eventlet-primitives
    eventlet.spawn(print)
    # todook: EVT502-eventlet-primitives
    eventlet.queue.Queue()
