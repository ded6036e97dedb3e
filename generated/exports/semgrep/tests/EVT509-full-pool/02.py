# Example “A task that waits for a task of the same pool”, good
from concurrent import futures

CELLS = futures.ThreadPoolExecutor(max_workers=4)
PAGES = futures.ThreadPoolExecutor(max_workers=16)


def cell_hosts(cell):
    pages = [PAGES.submit(cell.page, n) for n in range(cell.pages)]
    return [host for page in pages for host in page.result()]


def all_hosts(cells):
    return [CELLS.submit(cell_hosts, cell) for cell in cells]
