# Case 6 of leaving/full-pool “Every name”
import concurrent.futures
import concurrent.futures.thread
import futurist

# ruleid: EVT509-full-pool
concurrent.futures.ThreadPoolExecutor()
# ruleid: EVT509-full-pool
concurrent.futures.thread.ThreadPoolExecutor()
# ruleid: EVT509-full-pool
futurist.ThreadPoolExecutor()
