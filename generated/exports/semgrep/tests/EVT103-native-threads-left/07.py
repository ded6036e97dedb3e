# Case 1 of eventlet/native-threads-left “Another name for the function”
from eventlet import monkey_patch as mp

# ruleid: EVT103-native-threads-left
mp(thread=False)
