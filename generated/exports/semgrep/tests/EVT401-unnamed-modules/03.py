# Example “Names that cannot be satisfied”, bad
from oslo_utils import eventletutils as utils

# ruleid: EVT401-unnamed-modules
utils.warn_eventlet_not_patched(expected_patched_modules=['all'])
