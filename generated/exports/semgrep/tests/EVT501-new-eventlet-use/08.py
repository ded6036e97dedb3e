# Case 2 of leaving/new-eventlet-use “In a test”
def test_pool():
    import importlib
    # todoruleid: EVT501-new-eventlet-use
    importlib.import_module('eventlet').sleep(1)


# Here it finds something: Case 9 of leaving/new-eventlet-use “A new module that is only called after eventlet”
# ruleid: EVT501-new-eventlet-use
import eventlet
