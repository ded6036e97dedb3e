# Example “A list that was complete in 2015”, bad
import eventlet

# ruleid: EVT205-partial-patch-processes
eventlet.monkey_patch(os=True, select=True, socket=True, thread=True,
                      time=True)
