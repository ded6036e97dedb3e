# Example “A pool of workers”, good
from concurrent import futures


class Scanner(object):
    def __init__(self, connectors):
        self.pool = futures.ThreadPoolExecutor(max_workers=16)
        self.connectors = connectors

    def scan(self):
        return list(self.pool.map(self._scan_one, self.connectors))

    def _scan_one(self, connector):
        return connector.discover()
