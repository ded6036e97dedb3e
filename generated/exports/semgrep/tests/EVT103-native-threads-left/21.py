# Case 15 of eventlet/native-threads-left “Everything, and more”
import eventlet
eventlet.monkey_patch(all=True, MySQLdb=True)
