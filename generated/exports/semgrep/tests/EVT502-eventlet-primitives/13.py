# Case 7 of leaving/eventlet-primitives “The standard library”
from concurrent import futures
import queue
import threading
import time

queue.Queue()
threading.Semaphore()
time.sleep(1)
futures.ThreadPoolExecutor(max_workers=4).submit(print)
