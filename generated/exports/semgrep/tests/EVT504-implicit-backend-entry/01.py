# Example “Chosen too late”, bad
import sys

from oslo_config import cfg
from oslo_service import backend
# todook: EVT504-implicit-backend-entry
from oslo_service import service

backend.init_backend(backend.BackendType.THREADING)


def main():
    cfg.CONF(sys.argv[1:], project='heat')
    from heat.engine import service as engine
    launcher = service.launch(cfg.CONF, engine.EngineService('localhost', 'engine'),
                              restart_method='mutate')
    launcher.wait()
