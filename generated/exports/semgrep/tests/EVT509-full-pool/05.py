# Case 3 of leaving/full-pool “Other pools”
from concurrent import futures
from nova.pools import ThreadPoolExecutor

futures.ProcessPoolExecutor()
ThreadPoolExecutor()
# futures.ThreadPoolExecutor()
