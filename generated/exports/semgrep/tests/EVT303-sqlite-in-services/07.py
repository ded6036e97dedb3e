# Case 4 of databases/sqlite-in-services “A program for people”
import sqlite3
import sys

if __name__ == '__main__':
    print(sqlite3.connect(sys.argv[1]).execute('SELECT 1').fetchone())
