# Case 3 of databases/sqlite-in-services “A native thread waits”
import sqlite3
from eventlet import tpool


def used(path):
    return tpool.execute(lambda: sqlite3.connect(path).execute('SELECT 1').fetchone())
