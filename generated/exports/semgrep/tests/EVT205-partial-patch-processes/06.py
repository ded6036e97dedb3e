# Case 2 of processes/partial-patch-processes “One module switches the others off”
from eventlet import patcher as p

# ruleid: EVT205-partial-patch-processes
p.monkey_patch(
    MySQLdb=True,
    thread=True)
