"""flake8 with several workers and a local plugin in a package that patches."""
import os
import subprocess
import sys

import harness

layout, jobs = sys.argv[1:3]
PATCH = 'import eventlet\neventlet.monkey_patch()\n'
os.mkdir('pkg')
with open('pkg/__init__.py', 'w') as out:
    out.write({
        'patches': PATCH,
        'variable': 'import os\nif not os.environ.get("PKG_NO_PATCH"):\n    import eventlet\n    eventlet.monkey_patch()\n',
    }.get(layout, ''))
if layout == 'command':
    os.mkdir('pkg/cmd')
    with open('pkg/cmd/__init__.py', 'w') as out:
        out.write(PATCH)
with open('pkg/checks.py', 'w') as out:
    out.write('def nothing(logical_line):\n    if logical_line == "never":\n        yield 0, "X100 never"\n'
              'nothing.name = "x"\nnothing.version = "1"\n')
with open('tox.ini', 'w') as out:
    out.write('[flake8:local-plugins]\nextension =\n    X100 = pkg.checks:nothing\npaths = .\n')
os.mkdir('src')
for number in range(8):
    with open('src/m%d.py' % number, 'w') as out:
        out.write('x = 1\n')
harness.started()
environment = dict(os.environ, PKG_NO_PATCH='1')
done = subprocess.call([sys.executable, '-m', 'flake8', '--jobs', jobs, 'src'], env=environment)
harness.result('finishes' if done == 0 else 'wrong', 'exit code %d' % done)
