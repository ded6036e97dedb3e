"""What eventlet.patcher.is_monkey_patched says of itself."""
import sys

import harness

NAMES = ['os', 'select', 'socket', 'subprocess', 'thread', 'threading', 'time', 'nonsense']
harness.patch(sys.argv[1])
from eventlet import patcher

harness.started()
found = [name for name in NAMES if patcher.is_monkey_patched(name)]
expected = sys.argv[2].split(',') if sys.argv[2] else []
harness.result('finishes' if found == expected else 'wrong', ', '.join(found) or 'none')
