# Case 10 of leaving/eventlet-primitives “Every name”
import eventlet
import eventlet.convenience
import eventlet.corolocal
import eventlet.coros
import eventlet.db_pool
import eventlet.event
import eventlet.greenpool
import eventlet.greenthread
import eventlet.pools
import eventlet.queue
import eventlet.semaphore
import eventlet.timeout
import eventlet.tpool

# ruleid: EVT502-eventlet-primitives
print(eventlet.spawn)
# ruleid: EVT502-eventlet-primitives
print(eventlet.spawn_n)
# ruleid: EVT502-eventlet-primitives
print(eventlet.spawn_after)
# ruleid: EVT502-eventlet-primitives
print(eventlet.spawn_after_local)
# ruleid: EVT502-eventlet-primitives
print(eventlet.call_after_local)
# ruleid: EVT502-eventlet-primitives
print(eventlet.kill)
# ruleid: EVT502-eventlet-primitives
print(eventlet.getcurrent)
# ruleid: EVT502-eventlet-primitives
print(eventlet.GreenPool)
# ruleid: EVT502-eventlet-primitives
print(eventlet.GreenPile)
# ruleid: EVT502-eventlet-primitives
print(eventlet.Queue)
# ruleid: EVT502-eventlet-primitives
print(eventlet.Event)
# ruleid: EVT502-eventlet-primitives
print(eventlet.Semaphore)
# ruleid: EVT502-eventlet-primitives
print(eventlet.Timeout)
# ruleid: EVT502-eventlet-primitives
print(eventlet.with_timeout)
# ruleid: EVT502-eventlet-primitives
print(eventlet.connect)
# ruleid: EVT502-eventlet-primitives
print(eventlet.greenpool.GreenPool)
# ruleid: EVT502-eventlet-primitives
print(eventlet.queue.Queue)
# ruleid: EVT502-eventlet-primitives
print(eventlet.event.Event)
# ruleid: EVT502-eventlet-primitives
print(eventlet.semaphore.Semaphore)
# ruleid: EVT502-eventlet-primitives
print(eventlet.timeout.Timeout)
# ruleid: EVT502-eventlet-primitives
print(eventlet.pools.Pool)
# ruleid: EVT502-eventlet-primitives
print(eventlet.db_pool.ConnectionPool)
# ruleid: EVT502-eventlet-primitives
print(eventlet.coros.event)
# ruleid: EVT502-eventlet-primitives
print(eventlet.corolocal.local)
# ruleid: EVT502-eventlet-primitives
print(eventlet.tpool.execute)
# ruleid: EVT502-eventlet-primitives
print(eventlet.convenience.connect)
# ruleid: EVT502-eventlet-primitives
print(eventlet.greenthread.spawn)
# ruleid: EVT502-eventlet-primitives
print(eventlet.greenthread.spawn_n)
# ruleid: EVT502-eventlet-primitives
print(eventlet.greenthread.spawn_after)
# ruleid: EVT502-eventlet-primitives
print(eventlet.greenthread.getcurrent)
# ruleid: EVT502-eventlet-primitives
print(eventlet.greenthread.kill)
# ruleid: EVT502-eventlet-primitives
print(eventlet.greenthread.GreenThread)
