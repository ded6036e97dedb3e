# Case 10 of leaving/sleep-zero “A test that patches, and always runs patched”
import eventlet


def test_server(server):
    eventlet.monkey_patch(os=False)
    server.start()
    # todook: EVT503-sleep-zero
    eventlet.sleep(0)
