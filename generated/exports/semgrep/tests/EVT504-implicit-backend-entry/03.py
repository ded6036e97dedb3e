# Example “Not chosen at all”, bad
import sys

# ruleid: EVT504-implicit-backend-entry
from oslo_service import service

from designate import utils
from designate.worker import service as worker_service


def main():
    utils.read_config('designate', sys.argv)
    server = worker_service.Service()
    service.launch(utils.CONF, server, workers=utils.CONF.workers).wait()
