# Case 1 of eventlet/tests-patched-differently “In setUp”
import unittest
import eventlet


class VolumeTestCase(unittest.TestCase):
    def setUp(self):
        super().setUp()
        # ruleid: EVT104-tests-patched-differently
        eventlet.monkey_patch(os=False)
