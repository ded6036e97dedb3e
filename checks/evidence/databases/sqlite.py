"""sqlite3 waits for a lock that a child process holds for a second."""
import sys

import harness

harness.patch('full')

import sqlite3
import subprocess

from eventlet import tpool

setup = sqlite3.connect('x.db')
setup.execute('create table t(a)')
setup.commit()
setup.close()
code = ('import sqlite3,time\nc=sqlite3.connect("x.db",isolation_level=None)\nc.execute("begin exclusive")\n'
        'print(1,flush=True)\ntime.sleep(1.3)\nc.execute("commit")')
child = subprocess.Popen([sys.executable, '-c', code], stdout=subprocess.PIPE)
child.stdout.readline()


def read():
    connection = sqlite3.connect('x.db', timeout=5)
    connection.execute('select * from t').fetchall()
    connection.close()


harness.hub_during(read if sys.argv[1] == 'lock' else lambda: tpool.execute(read))
