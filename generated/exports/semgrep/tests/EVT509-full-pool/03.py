# Case 1 of leaving/full-pool “Other names, and None”
import concurrent.futures
from concurrent.futures import ThreadPoolExecutor as Pool
import futurist


def start():
    # ruleid: EVT509-full-pool
    with Pool(thread_name_prefix='x') as pool:
        # ruleid: EVT509-full-pool
        concurrent.futures.ThreadPoolExecutor(
            max_workers=None)
        # ruleid: EVT509-full-pool
        return pool, futurist.ThreadPoolExecutor()
