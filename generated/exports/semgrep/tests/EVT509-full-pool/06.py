# Case 5 of leaving/full-pool “The same code in a service”
from concurrent import futures
# ruleid: EVT509-full-pool
futures.ThreadPoolExecutor()
