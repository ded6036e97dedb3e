# Case 1 of databases/mysqldb-import “In a function, in an attempt, and by name”
import importlib


def connect():
    try:
        # ruleid: EVT302-mysqldb-import
        import MySQLdb as db
    except ImportError:
        db = None
    # ruleid: EVT302-mysqldb-import
    from MySQLdb.constants import ER
    # todoruleid: EVT302-mysqldb-import
    return db, ER, importlib.import_module('MySQLdb.cursors')


# ruleid: EVT302-mysqldb-import
import _mysql
