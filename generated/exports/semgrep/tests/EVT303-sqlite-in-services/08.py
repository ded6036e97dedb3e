# Case 7 of databases/sqlite-in-services “The same code in a service”
import sqlite3
# ruleid: EVT303-sqlite-in-services
sqlite3.connect('x')
