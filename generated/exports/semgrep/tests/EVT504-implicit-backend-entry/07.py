# Case 5 of leaving/implicit-backend-entry “Every module, in pkg/cmd”
# ruleid: EVT504-implicit-backend-entry
import oslo_service.service
# ruleid: EVT504-implicit-backend-entry
import oslo_service.loopingcall
# ruleid: EVT504-implicit-backend-entry
import oslo_service.threadgroup
# ruleid: EVT504-implicit-backend-entry
import oslo_service.wsgi
