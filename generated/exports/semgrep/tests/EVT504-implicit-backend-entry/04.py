# Example “Not chosen at all”, good
import sys

from oslo_service import backend

backend.init_backend(backend.BackendType.THREADING)

# todook: EVT504-implicit-backend-entry
from oslo_service import service  # noqa: E402

from designate import utils  # noqa: E402
from designate.worker import service as worker_service  # noqa: E402


def main():
    utils.read_config('designate', sys.argv)
    server = worker_service.Service()
    service.launch(utils.CONF, server, workers=utils.CONF.workers).wait()
