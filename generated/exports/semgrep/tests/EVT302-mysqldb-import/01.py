# Example “Catching the driver's own exception”, bad
import time

# ruleid: EVT302-mysqldb-import
import MySQLdb

from cinder.db import api as db


def purge(context, age_in_days):
    try:
        db.purge_deleted_rows(context, age_in_days)
    except MySQLdb.OperationalError:
        time.sleep(1)
        db.purge_deleted_rows(context, age_in_days)
