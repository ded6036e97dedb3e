# Case 1 of leaving/unpoisoned-imports “Other names, and no refusal”
from oslo_service.backend import BackendType, init_backend


def patch(native):
    if native:
        # ruleid: EVT505-unpoisoned-imports
        init_backend(BackendType.THREADING)
    else:
        from eventlet import patcher
        patcher.monkey_patch()
