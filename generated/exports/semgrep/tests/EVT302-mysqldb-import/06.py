# Case 2 of databases/mysqldb-import “For type checkers, and in words”
"""import MySQLdb"""
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import MySQLdb

# import MySQLdb
NAMES = ['MySQLdb', '_mysql']
