# Example “An engine made by hand”, bad
import sqlalchemy

# ruleid: EVT301-blocking-driver
URL = 'mysql+mysqldb://{user}:{password}@{host}/nova'


def reporting_engine(conf):
    return sqlalchemy.create_engine(
        URL.format(user=conf.user, password=conf.password,
                   host=conf.host),
        pool_recycle=3600)
