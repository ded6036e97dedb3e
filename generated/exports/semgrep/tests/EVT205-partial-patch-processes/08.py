# Case 4 of processes/partial-patch-processes “A name for the answer”
import eventlet

GREEN_CHILDREN = False


def patch():
    if True:
        # ruleid: EVT205-partial-patch-processes
        eventlet.monkey_patch(all=True, subprocess=GREEN_CHILDREN)
