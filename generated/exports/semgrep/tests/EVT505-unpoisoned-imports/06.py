# Case 6 of leaving/unpoisoned-imports “Other assignments refuse nothing”
import eventlet.patcher
from oslo_service import backend

# ruleid: EVT505-unpoisoned-imports
backend.init_backend(backend.BackendType.THREADING)
eventlet.monkey_patch()
eventlet.other = None
