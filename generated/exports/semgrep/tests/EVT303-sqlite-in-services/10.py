# Case 9 of databases/sqlite-in-services “Something far below the pool's module”
import sqlite3

import eventlet


def rows(path):
    # todook: EVT303-sqlite-in-services
    return eventlet.tpool.pool.of.ours(sqlite3.connect(path))
