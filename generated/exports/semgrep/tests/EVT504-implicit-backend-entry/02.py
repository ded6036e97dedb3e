# Example “Chosen too late”, good
import sys

from oslo_config import cfg
from oslo_service import backend

backend.init_backend(backend.BackendType.THREADING)

# todook: EVT504-implicit-backend-entry
from oslo_service import service  # noqa: E402


def main():
    cfg.CONF(sys.argv[1:], project='heat')
    from heat.engine import service as engine
    launcher = service.launch(cfg.CONF, engine.EngineService('localhost', 'engine'),
                              restart_method='mutate')
    launcher.wait()
