# Case 7 of eventlet/native-threads-left “A module that is off by default is named, which switches the others off”
import eventlet
# ruleid: EVT103-native-threads-left
eventlet.monkey_patch(MySQLdb=True)
