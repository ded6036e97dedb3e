# Case 5 of leaving/unpoisoned-imports “Other calls with such an argument”
import eventlet
from oslo_service import backend

print(backend.BackendType.THREADING)
eventlet.monkey_patch()
