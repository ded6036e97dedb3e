# Example “The same through oslo.service”, bad
from oslo_config import cfg
from oslo_service import service
from oslo_service import wsgi

from manila.api import app


def main():
    # ruleid: EVT507-eventlet-wsgi
    server = wsgi.Server(cfg.CONF, 'manila-api', app.build(),
                         host='0.0.0.0', port=8786)
    service.launch(cfg.CONF, server).wait()
