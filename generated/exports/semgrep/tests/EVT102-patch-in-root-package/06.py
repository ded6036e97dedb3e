# Case 5 of eventlet/patch-in-root-package “A function that others call”
def patch():
    import eventlet
    eventlet.monkey_patch()
