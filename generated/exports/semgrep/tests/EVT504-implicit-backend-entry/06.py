# Case 2 of leaving/implicit-backend-entry “The helper decides”
from manila import monkey_patch
monkey_patch.patch()
# todook: EVT504-implicit-backend-entry
from oslo_service import service
