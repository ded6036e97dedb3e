"""A debugger that has its own native threads, and a program that patches."""
import os
import subprocess
import sys
import time

import harness

program = '''
import eventlet
eventlet.monkey_patch(%s)
import debugpy
debugpy.configure(subProcess=False)
debugpy.listen(('127.0.0.1', 0))
print('listening', flush=True)
import time
time.sleep(0.5)
print('done', flush=True)
'''
order = '''
import debugpy
debugpy.configure(subProcess=False)
debugpy.listen(('127.0.0.1', 0))
print('listening', flush=True)
import eventlet
eventlet.monkey_patch(%s)
import time
time.sleep(0.5)
print('done', flush=True)
'''
text = (order if sys.argv[1] == 'after' else program) % ('' if sys.argv[2] == 'full' else sys.argv[2])
with open('debugged.py', 'w') as out:
    out.write(text)
harness.started()
done = subprocess.Popen([sys.executable, 'debugged.py'], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
said = done.communicate()[0].decode('utf-8', 'replace')
if 'done' in said:
    harness.result('finishes')
harness.result('raises', said.strip().splitlines()[-1] if said.strip() else 'nothing')
