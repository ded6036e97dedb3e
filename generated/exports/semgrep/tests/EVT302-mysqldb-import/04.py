# Example “Talking to the server without SQLAlchemy”, good
import pymysql
from pymysql import cursors


def used_space(host, user, password):
    conn = pymysql.connect(host=host, user=user, password=password,
                           database='quota',
                           cursorclass=cursors.DictCursor)
    with conn.cursor() as cursor:
        cursor.execute('SELECT share, used FROM usage_by_share')
        return cursor.fetchall()
