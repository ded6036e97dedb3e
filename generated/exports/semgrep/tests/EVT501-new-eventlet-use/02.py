# Example “A new pool for a new feature”, good
from concurrent import futures

from nova import utils


def warm_up(context, image_api, image_ids):
    with futures.ThreadPoolExecutor(max_workers=8) as pool:
        for image_id in image_ids:
            pool.submit(image_api.download, context, image_id)
    utils.LOG.info('All images are there')
