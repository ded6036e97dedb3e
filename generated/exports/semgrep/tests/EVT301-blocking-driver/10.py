# Case 4 of databases/blocking-driver “Comparing, describing and mentioning”
# todook: EVT301-blocking-driver
"""mysql://user@host/db is not supported."""

# connection = mysql://user@host/db


def check(url):
    # todook: EVT301-blocking-driver
    if url.startswith('mysql://') or url.startswith('mysql+mysqldb://'):
        raise ValueError('Write mysql+pymysql://, not mysql://user@host')
    # todook: EVT301-blocking-driver
    return url.replace('mysql://', 'mysql+pymysql://')
