# Example “A guess in a test”, bad
import threading
import time
import unittest


class NotifierTestCase(unittest.TestCase):
    def test_notified(self):
        seen = []
        threading.Thread(target=seen.append, args=('port',)).start()
        while not seen:
            # ruleid: EVT503-sleep-zero
            time.sleep(0)
        self.assertEqual(['port'], seen)
