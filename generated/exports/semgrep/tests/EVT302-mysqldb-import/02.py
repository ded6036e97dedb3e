# Example “Catching the driver's own exception”, good
import time

from oslo_db import exception as db_exc

from cinder.db import api as db


def purge(context, age_in_days):
    try:
        db.purge_deleted_rows(context, age_in_days)
    except db_exc.DBDeadlock:
        time.sleep(1)
        db.purge_deleted_rows(context, age_in_days)
