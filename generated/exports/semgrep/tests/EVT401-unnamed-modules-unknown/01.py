# Example “A start-up check without names”, bad
from oslo_utils import eventletutils


def check_environment():
    eventletutils.warn_eventlet_not_patched(what='the L3 agent')
