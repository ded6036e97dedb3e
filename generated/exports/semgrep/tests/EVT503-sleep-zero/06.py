# Example “A guess in a test”, good
import threading
import unittest


class NotifierTestCase(unittest.TestCase):
    def test_notified(self):
        seen = []
        worker = threading.Thread(target=seen.append, args=('port',))
        worker.start()
        worker.join(timeout=10)
        self.assertEqual(['port'], seen)
