# Case 5 of processes/blocking-helpers “A native thread waits”
import os
from eventlet import tpool

tpool.execute(lambda: os.system('sync'))
