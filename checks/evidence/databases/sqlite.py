"""sqlite3 computes, or waits for a lock that a child process or another green thread holds."""
import sys

import harness

harness.patch('full')

import eventlet
import sqlite3
import subprocess
import time

from eventlet import tpool

what, _, way = sys.argv[1].partition('+')
setup = sqlite3.connect('x.db')
setup.execute('create table t(a)')
setup.commit()
setup.close()


def read():
    connection = sqlite3.connect('x.db', timeout=5)
    connection.execute('select * from t').fetchall()
    connection.close()


def compute():
    # As many steps as a second takes on this machine, so that there is time in which others could have run.
    connection = sqlite3.connect(':memory:')
    stop = time.time() + 1
    connection.set_progress_handler(lambda: time.time() > stop, 10000)
    count = 'with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n'
    try:
        connection.execute(count).fetchall()
    except sqlite3.OperationalError:
        pass


def two_green_threads():
    """The first holds the write lock while it gives way for a moment; the second asks for it with a time limit."""
    def hold():
        connection = sqlite3.connect('x.db', isolation_level=None)
        connection.execute('begin immediate')
        eventlet.sleep(0.2)
        connection.execute('commit')

    harness.started()
    eventlet.spawn(hold)
    eventlet.sleep(0)
    try:
        sqlite3.connect('x.db', timeout=2, isolation_level=None).execute('begin immediate')
    except sqlite3.OperationalError as error:
        harness.result('raises', error)
    harness.result('finishes')


if what == 'threads':
    two_green_threads()
if what == 'lock':
    code = ('import sqlite3,time\nc=sqlite3.connect("x.db",isolation_level=None)\nc.execute("begin exclusive")\n'
            'print(1,flush=True)\ntime.sleep(1.3)\nc.execute("commit")')
    child = subprocess.Popen([sys.executable, '-c', code], stdout=subprocess.PIPE)
    child.stdout.readline()
work = {'lock': read, 'query': compute}[what]
harness.hub_during(work if way != 'tpool' else lambda: tpool.execute(work))
