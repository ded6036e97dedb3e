# Case 3 of leaving/sleep-zero “Real waits, and unknown ones”
import time
import eventlet


def wait(seconds):
    time.sleep(0.1)
    time.sleep(seconds)
    eventlet.sleep(1)
    time.sleep(int('0'))
