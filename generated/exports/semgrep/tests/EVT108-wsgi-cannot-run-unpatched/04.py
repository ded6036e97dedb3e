# Case 2 of eventlet/wsgi-cannot-run-unpatched “A script of Apache”
# ruleid: EVT108-wsgi-cannot-run-unpatched
import eventlet as ev; ev.monkey_patch()
from heat.httpd import application
