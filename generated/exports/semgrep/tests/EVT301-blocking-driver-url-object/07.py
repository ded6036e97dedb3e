# Case 1 of databases/blocking-driver-url-object “By position and by keyword”
from sqlalchemy.engine import URL
from sqlalchemy.engine import url as sa_url

DRIVER = 'mysql'

# ruleid: EVT301-blocking-driver-url-object
one = URL.create('mysql+mysqldb', username='nova', host='127.0.0.1')
# ruleid: EVT301-blocking-driver-url-object
two = sa_url.URL(
    drivername=DRIVER, host='127.0.0.1')
