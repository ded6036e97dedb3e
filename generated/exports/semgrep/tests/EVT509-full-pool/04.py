# Case 2 of leaving/full-pool “A size, by position, by keyword and from elsewhere”
from concurrent import futures


def start(size, **options):
    futures.ThreadPoolExecutor(4)
    futures.ThreadPoolExecutor(max_workers=size)
    futures.ThreadPoolExecutor(**options)
