"""The end of a native thread that was started before the patch: what the interpreter itself writes of it."""
import subprocess
import sys

import harness

PROGRAM = '''
import sys, threading, time
sleep = time.sleep
go, ended = [], []


def work():
    while not go:
        sleep(0.01)
    ended.append(1)


thread = threading.Thread(target=work)
thread.start()
if sys.argv[1] == 'patches':
    import eventlet
    eventlet.monkey_patch()
go.append(1)
while not ended:
    sleep(0.01)
sleep(0.3)
print('in the table' if thread in threading.enumerate() else 'not in the table')
sys.stdout.flush()
import os
os._exit(0)
'''
harness.started()
# Its standard error is a pipe, so that nothing has to be replaced to see what is written there.
words = [sys.executable, '-W', 'ignore', '-c', PROGRAM, sys.argv[1]]
child = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
said, complaints = child.communicate()
last = complaints.decode().strip().splitlines()[-1:] or ['']
harness.result('raises' if 'Error' in last[0] else 'finishes', last[0].split(':')[0])
