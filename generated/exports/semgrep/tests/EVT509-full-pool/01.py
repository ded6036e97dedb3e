# Example “A task that waits for a task of the same pool”, bad
from concurrent import futures

POOL = futures.ThreadPoolExecutor(max_workers=4)


def cell_hosts(cell):
    pages = [POOL.submit(cell.page, n) for n in range(cell.pages)]
    return [host for page in pages for host in page.result()]


def all_hosts(cells):
    return [POOL.submit(cell_hosts, cell) for cell in cells]
