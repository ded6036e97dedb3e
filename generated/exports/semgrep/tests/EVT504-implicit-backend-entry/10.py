# Case 8 of leaving/implicit-backend-entry “Every module, in bin”
# ruleid: EVT504-implicit-backend-entry
import oslo_service.service
# ruleid: EVT504-implicit-backend-entry
import oslo_service.loopingcall
# ruleid: EVT504-implicit-backend-entry
import oslo_service.threadgroup
# ruleid: EVT504-implicit-backend-entry
import oslo_service.wsgi
