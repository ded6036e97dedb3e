# Example “A start-up check without names”, good
from oslo_utils import eventletutils


def check_environment():
    eventletutils.warn_eventlet_not_patched(
        ['os', 'select', 'socket', 'thread', 'time'],
        what='the L3 agent')
