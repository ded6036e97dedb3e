"""A database driver connects to a server that accepts and says nothing for a second."""
import sys

import harness

harness.patch(sys.argv[1])

import subprocess

driver, _, way = sys.argv[2].partition('+')
module = __import__(driver)
code = ('import socket,time\ns=socket.socket()\ns.bind(("127.0.0.1",0))\ns.listen(5)\n'
        'print(s.getsockname()[1],flush=True)\nc,_=s.accept()\ntime.sleep(1)\nc.close()')
child = subprocess.Popen([sys.executable, '-S', '-c', code], stdout=subprocess.PIPE)
port = int(child.stdout.readline())


def connect():
    try:
        if driver in ('pymysql', 'MySQLdb'):
            module.connect(host='127.0.0.1', port=port, user='x', password='y', connect_timeout=5)
        else:
            module.connect('host=127.0.0.1 port=%d user=x dbname=y connect_timeout=5' % port)
    except Exception:
        pass


if way == 'tpool':
    from eventlet import tpool
    harness.hub_during(lambda: tpool.execute(connect))
harness.hub_during(connect)
