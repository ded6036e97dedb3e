# Case 18 of eventlet/patching-while-reading “The helper reads a variable”
import os
import eventlet

NAME = os.getenv('OWN_PATCH')
WANTED = NAME == 'yes'


def patch():
    # todook: EVT106-patching-while-reading
    eventlet.monkey_patch()
