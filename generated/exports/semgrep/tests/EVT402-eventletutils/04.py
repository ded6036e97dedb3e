# Example “Asking for the mode”, good
import os

from cinder import monkey_patch


def pool_size(conf):
    if monkey_patch.is_patched():
        return conf.green_pool_size
    return min(conf.green_pool_size, 4 * (os.cpu_count() or 1))
