# Example “A cache index in the service”, bad
import sqlite3


class CacheIndex(object):
    def __init__(self, path):
        # ruleid: EVT303-sqlite-in-services
        self.conn = sqlite3.connect(path, timeout=30)

    def touch(self, image_id, now):
        with self.conn:
            self.conn.execute(
                'UPDATE cached SET last_used = ? WHERE image_id = ?',
                (now, image_id))
