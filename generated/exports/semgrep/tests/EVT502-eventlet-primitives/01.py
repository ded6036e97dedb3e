# Example “A pool of workers”, bad
import eventlet


class Scanner(object):
    def __init__(self, connectors):
        # ruleid: EVT502-eventlet-primitives
        self.pool = eventlet.GreenPool(size=16)
        self.connectors = connectors

    def scan(self):
        return list(self.pool.imap(self._scan_one, self.connectors))

    def _scan_one(self, connector):
        return connector.discover()
