# Case 3 of verifying/unnamed-modules “Another function of the name”
def warn_eventlet_not_patched(modules=None):
    """eventletutils.warn_eventlet_not_patched()"""


warn_eventlet_not_patched()
