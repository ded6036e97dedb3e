# Case 11 of eventlet/tests-patched-differently “A function that imports eventlet for itself”
def test_patch():
    import eventlet
    # todook: EVT104-tests-patched-differently
    eventlet.monkey_patch()
