# Case 3 of processes/partial-patch-processes “Nothing but what is named”
import eventlet

ON = {'all': False, 'os': True, 'thread': True}
# todoruleid: EVT205-partial-patch-processes
eventlet.monkey_patch(**ON)


# Here it finds something: Case 10 of processes/partial-patch-processes “The same code in a service”
import eventlet
# ruleid: EVT205-partial-patch-processes
eventlet.monkey_patch(subprocess=False)
