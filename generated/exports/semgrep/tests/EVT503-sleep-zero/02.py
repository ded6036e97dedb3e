# Example “A yield in a long loop”, good
from nova import utils


def summarise(hosts):
    total = 0
    for host in hosts:
        total += host.free_ram_mb
        utils.cooperative_yield()
    return total
