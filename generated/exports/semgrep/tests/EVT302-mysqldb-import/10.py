# Case 8 of databases/mysqldb-import “The same code in a service”
# ruleid: EVT302-mysqldb-import
import MySQLdb
