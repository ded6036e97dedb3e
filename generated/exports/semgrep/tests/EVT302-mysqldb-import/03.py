# Example “Talking to the server without SQLAlchemy”, bad
# ruleid: EVT302-mysqldb-import
from MySQLdb import connect
# ruleid: EVT302-mysqldb-import
from MySQLdb import cursors


def used_space(host, user, password):
    conn = connect(host=host, user=user, passwd=password, db='quota',
                   cursorclass=cursors.DictCursor)
    cursor = conn.cursor()
    cursor.execute('SELECT share, used FROM usage_by_share')
    return cursor.fetchall()
