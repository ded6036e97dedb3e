# Example “A yield in a long loop”, bad
import time


def summarise(hosts):
    total = 0
    for host in hosts:
        total += host.free_ram_mb
        # let other green threads run
        # ruleid: EVT503-sleep-zero
        time.sleep(0)
    return total
