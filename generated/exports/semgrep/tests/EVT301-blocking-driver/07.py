# Case 1 of databases/blocking-driver “An f-string and implicit concatenation”
def url(conf):
    # ruleid: EVT301-blocking-driver
    return f'mysql://{conf.user}@{conf.host}/nova'


# ruleid: EVT301-blocking-driver
OTHER = ("mysql+mysqldb://nova:secret@127.0.0.1"
         "/nova?charset=utf8")
# ruleid: EVT301-blocking-driver
THIRD = 'mariadb://root@localhost/' + 'x'
