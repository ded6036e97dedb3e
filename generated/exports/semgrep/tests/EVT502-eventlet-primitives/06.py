# Example “An event that carries a value”, good
from concurrent import futures


def run_and_wait(job):
    with futures.ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(job).result()
