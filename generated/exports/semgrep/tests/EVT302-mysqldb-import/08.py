# Case 4 of databases/mysqldb-import “Calls go through native threads”
# todook: EVT302-mysqldb-import
import MySQLdb
import eventlet.tpool


def connect(**kwargs):
    return eventlet.tpool.Proxy(eventlet.tpool.execute(MySQLdb.connect, **kwargs))
