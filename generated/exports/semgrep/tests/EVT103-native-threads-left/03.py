# Example “A list of modules”, bad
import eventlet

# sockets and sleep are what the drivers wait for
# ruleid: EVT103-native-threads-left
eventlet.monkey_patch(socket=True, select=True, time=True)
