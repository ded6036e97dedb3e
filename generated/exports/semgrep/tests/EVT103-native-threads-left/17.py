# Case 11 of eventlet/native-threads-left “The old name of a keyword”
import eventlet
# ruleid: EVT103-native-threads-left
eventlet.monkey_patch(__builtin__=True, os=False)
