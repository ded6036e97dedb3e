# Case 1 of leaving/implicit-backend-entry “From the module, under another name”
import sys
# ruleid: EVT504-implicit-backend-entry
from oslo_service.service import launch as go


def main():
    go(None, None)
