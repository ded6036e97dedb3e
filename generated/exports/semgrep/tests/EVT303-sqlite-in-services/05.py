# Case 2 of databases/sqlite-in-services “Exceptions, mentions and other connections”
import socket
import sqlite3

# sqlite3.connect(path)


def store(engine):
    try:
        engine.connect()
    except sqlite3.IntegrityError:
        socket.create_connection(('a', 1))
