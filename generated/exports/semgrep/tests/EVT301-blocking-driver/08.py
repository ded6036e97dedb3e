# Case 2 of databases/blocking-driver “A dictionary, a default argument and a conditional expression”
# ruleid: EVT301-blocking-driver
CONF = {'connection': 'mysql://%s@%s/nova'}


# ruleid: EVT301-blocking-driver
def engine(url='mysql+mysqldb://localhost/x', backup=None):
    # ruleid: EVT301-blocking-driver
    return url if backup is None else 'mariadb+mysqldb://localhost/y'
