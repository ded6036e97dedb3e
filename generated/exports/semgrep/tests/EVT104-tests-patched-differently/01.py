# Example “One test module that patches”, bad
import eventlet

# ruleid: EVT104-tests-patched-differently
eventlet.monkey_patch()

import threading
from unittest import mock

from cinder import service
from cinder.tests.unit import test


class ServiceWaitTestCase(test.TestCase):
    def test_wait_lets_others_run(self):
        done = threading.Event()
        with mock.patch.object(service, 'notify', side_effect=done.set):
            service.wait()
        self.assertTrue(done.is_set())
