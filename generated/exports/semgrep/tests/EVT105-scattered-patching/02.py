# Case 1 of eventlet/scattered-patching “In the main function”
from eventlet.patcher import monkey_patch


def main():
    # ruleid: EVT105-scattered-patching
    monkey_patch()
