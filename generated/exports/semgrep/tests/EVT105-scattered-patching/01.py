# Example “Two calls in one process”, bad
import eventlet

# ruleid: EVT105-scattered-patching
eventlet.monkey_patch(socket=True, thread=True, time=True)

from oslo_config import cfg  # noqa: E402

from sahara import service  # noqa: E402


def main():
    cfg.CONF(project='sahara')
    # ruleid: EVT105-scattered-patching
    eventlet.monkey_patch()
    service.run()
