# Case 11 of leaving/implicit-backend-entry “Another version”
# todook: EVT504-implicit-backend-entry
import oslo_service.service
# todook: EVT504-implicit-backend-entry
import oslo_service.loopingcall
# todook: EVT504-implicit-backend-entry
import oslo_service.threadgroup
# todook: EVT504-implicit-backend-entry
import oslo_service.wsgi
