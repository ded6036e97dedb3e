"""A child process that runs for a second, by the function that waits for it."""
import sys

import harness

harness.patch(sys.argv[1])

import os
import subprocess
import time

module, what = sys.argv[2], sys.argv[3]
SECOND = [sys.executable, '-S', '-c', 'import time; time.sleep(1)']
shell = ' '.join([SECOND[0], SECOND[1], SECOND[2], '"%s"' % SECOND[3]])
if module == 'green':
    from eventlet.green import subprocess
PIPE = subprocess.PIPE
work = {
    'wait': lambda: subprocess.Popen(SECOND).wait(),
    'communicate': lambda: subprocess.Popen(SECOND, stdout=PIPE).communicate(),
    'call': lambda: subprocess.call(SECOND),
    'check_call': lambda: subprocess.check_call(SECOND),
    'run': lambda: subprocess.run(SECOND),
    'run-pipe': lambda: subprocess.run(SECOND, stdout=PIPE),
    'check_output': lambda: subprocess.check_output(SECOND),
    'check_output-input': lambda: subprocess.check_output(SECOND, input=b''),
    'check_output-stderr': lambda: subprocess.check_output(SECOND, stderr=PIPE),
    'read': lambda: subprocess.Popen(SECOND, stdout=PIPE).stdout.read(),
    'check_output-timeout': lambda: subprocess.check_output(SECOND, timeout=5),
    'getoutput': lambda: subprocess.getoutput(shell),
    'getstatusoutput': lambda: subprocess.getstatusoutput(shell),
    'system': lambda: os.system(shell),
    'popen': lambda: os.popen(shell).read(),
}[what]
harness.hub_during(work)
