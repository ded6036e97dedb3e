"""What a test runner has loaded when it imports the first test package."""
import json
import os
import subprocess
import sys
import tempfile

import harness

NAMES = ['queue', 'socket', 'subprocess', 'threading']
PACKAGE = '''
import sys
names = sorted(sys.modules)
import json
with open(%r, 'w') as report:
    json.dump(names, report)
'''
harness.started()
folder = tempfile.mkdtemp()
report = os.path.join(folder, 'report')
os.mkdir(os.path.join(folder, 'checked'))
with open(os.path.join(folder, 'checked', '__init__.py'), 'w') as package:
    package.write(PACKAGE % report)
with open(os.path.join(folder, 'checked', 'test_nothing.py'), 'w') as module:
    module.write('')
words = [sys.executable, '-m'] + sys.argv[1:] + ['-t', folder, os.path.join(folder, 'checked')]
subprocess.call(words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
with open(report) as text:
    loaded = json.load(text)
found = [name for name in NAMES if name in loaded]
detail = 'has loaded %s' % (', '.join(found) or 'none of them')
harness.result('wrong' if found else 'finishes', detail)
