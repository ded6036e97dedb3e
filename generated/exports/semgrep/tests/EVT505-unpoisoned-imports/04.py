# Case 2 of leaving/unpoisoned-imports “The patch goes by another name”
import eventlet as green
from oslo_service.backend import BackendType, init_backend


def patch(native):
    if native:
        # ruleid: EVT505-unpoisoned-imports
        init_backend(BackendType.THREADING)
    else:
        green.monkey_patch()
