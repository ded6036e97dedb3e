# Case 3 of databases/mysqldb-import “PyMySQL under the old name”
import pymysql

pymysql.install_as_MySQLdb()
# todook: EVT302-mysqldb-import
import MySQLdb
