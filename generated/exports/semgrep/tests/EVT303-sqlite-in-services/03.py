# Example “The same import in a test”, bad
import sqlite3


def usage(path):
    # ruleid: EVT303-sqlite-in-services
    conn = sqlite3.connect(path)
    return conn.execute('SELECT SUM(size) FROM volumes').fetchone()[0]
