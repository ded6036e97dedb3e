# Case 11 of leaving/sleep-zero “The patcher itself”
import time

from eventlet import patcher

patcher.monkey_patch()
# todook: EVT503-sleep-zero
time.sleep(0)
