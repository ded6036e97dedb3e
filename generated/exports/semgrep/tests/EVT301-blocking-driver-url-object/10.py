# Case 5 of databases/blocking-driver-url-object “Every name, and every driver”
import sqlalchemy.engine.url

# ruleid: EVT301-blocking-driver-url-object
sqlalchemy.engine.URL.create('mysql')
# ruleid: EVT301-blocking-driver-url-object
sqlalchemy.engine.url.URL.create('mysql+mysqldb')
# ruleid: EVT301-blocking-driver-url-object
sqlalchemy.URL.create('mariadb')
# ruleid: EVT301-blocking-driver-url-object
sqlalchemy.engine.url.URL('mariadb+mysqldb')
# ruleid: EVT301-blocking-driver-url-object
sqlalchemy.engine.URL('mysql')
