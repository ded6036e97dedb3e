# Example “Switched off by name”, bad
import eventlet

# exporting a share from a green Popen did not work
# ruleid: EVT205-partial-patch-processes
eventlet.monkey_patch(subprocess=False)
