"""Four slow requests at once to eventlet's WSGI server."""
import sys

import harness

harness.patch(sys.argv[1])

import subprocess
import time

import eventlet
import eventlet.wsgi

CLIENT = '''
import sys, threading, time, urllib.request
def ask():
    urllib.request.urlopen('http://127.0.0.1:%s/' % sys.argv[1]).read()
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
urllib.request.install_opener(opener)
ask()
begun = time.time()
threads = [threading.Thread(target=ask) for _ in range(4)]
[t.start() for t in threads]
[t.join() for t in threads]
print(time.time() - begun, flush=True)
'''


def application(environ, start_response):
    time.sleep(0.5)
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [b'done']


socket = eventlet.listen(('127.0.0.1', 0))
child = subprocess.Popen([sys.executable, '-c', CLIENT, str(socket.getsockname()[1])], stdout=subprocess.PIPE)
eventlet.spawn(eventlet.wsgi.server, socket, application, log_output=False)
harness.started()
while child.poll() is None:
    eventlet.sleep(0.05)
took = float(child.stdout.read())
# One after the other they take two seconds and never less.
harness.result('blocks' if took >= 2 else 'cooperates', 'one after the other' if took >= 2 else 'side by side')
