# Case 8 of databases/sqlite-in-services “Every name”
import sqlite3
import sqlite3.dbapi2

# ruleid: EVT303-sqlite-in-services
sqlite3.connect('x')
# ruleid: EVT303-sqlite-in-services
sqlite3.dbapi2.connect('x')
# ruleid: EVT303-sqlite-in-services
sqlite3.Connection('x')
