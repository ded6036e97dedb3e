# Example “Names that cannot be satisfied”, good
from oslo_utils import eventletutils as utils

utils.warn_eventlet_not_patched(
    expected_patched_modules=['thread', 'time'])
