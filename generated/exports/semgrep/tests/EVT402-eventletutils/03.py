# Example “Asking for the mode”, bad
import os

# ruleid: EVT402-eventletutils
from oslo_utils.eventletutils import is_monkey_patched


def pool_size(conf):
    if is_monkey_patched('thread'):
        return conf.green_pool_size
    return min(conf.green_pool_size, 4 * (os.cpu_count() or 1))
