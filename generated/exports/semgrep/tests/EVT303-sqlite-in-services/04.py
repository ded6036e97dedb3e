# Case 1 of databases/sqlite-in-services “Another name, and a subclass's factory”
from sqlite3 import connect
import sqlite3 as sql


class Connection(sql.Connection):
    pass


def open_index(path):
    # ruleid: EVT303-sqlite-in-services
    with connect(path, factory=Connection,
                 timeout=30) as conn:
        yield conn
    # ruleid: EVT303-sqlite-in-services
    sql.dbapi2.connect(path)
