# Case 4 of databases/blocking-driver-url-object “The same code in a service”
from sqlalchemy.engine import URL
# ruleid: EVT301-blocking-driver-url-object
URL.create('mysql')
