# Example “A switch in the helper”, bad
def patch():
    import eventlet
    # ruleid: EVT106-patching-while-reading
    eventlet.monkey_patch()
