# Case 16 of eventlet/native-threads-left “Everything but one”
from eventlet import patcher
patcher.monkey_patch(os=False, psycopg=False)
