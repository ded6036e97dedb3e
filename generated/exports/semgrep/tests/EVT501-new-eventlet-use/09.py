# Case 3 of leaving/new-eventlet-use “The module that patches”
def patch():
    # todook: EVT501-new-eventlet-use
    import eventlet
    eventlet.monkey_patch()
