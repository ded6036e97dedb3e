# Case 8 of leaving/eventlet-primitives “What eventlet is asked for besides”
import eventlet
from eventlet import hubs, patcher, wsgi
from eventlet.support import greenlets

patcher.is_monkey_patched('thread')
# todook: EVT502-eventlet-primitives
eventlet.sleep(0)
hubs.use_hub('poll')
eventlet.monkey_patch()
# eventlet.spawn(print)
