# Example “A cache index in the service”, good
import os


class CacheIndex(object):
    def __init__(self, path):
        self.path = path

    def touch(self, image_id, now):
        os.utime(os.path.join(self.path, image_id), (now, now))
