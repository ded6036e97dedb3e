# Case 5 of databases/mysqldb-import “Modules of similar names, and eventlet's own”
from eventlet.green import MySQLdb
import MySQLdb2
from . import _mysql
from nova.db import MySQLdb as other
