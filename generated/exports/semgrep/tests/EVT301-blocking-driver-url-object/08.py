# Case 2 of databases/blocking-driver-url-object “A driver that cooperates, one that is not known, and another class”
from sqlalchemy.engine import URL
from yarl import URL as Address


def make(driver):
    Address('mysql')
    URL.create('mysql+pymysql', host='127.0.0.1')
    return URL.create(driver, host='127.0.0.1')
