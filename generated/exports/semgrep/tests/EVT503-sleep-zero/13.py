# Case 7 of leaving/sleep-zero “What stands in for a sleep in tests”
import time

real = time.sleep


def sleep_zero(*args):
    return real(0)
