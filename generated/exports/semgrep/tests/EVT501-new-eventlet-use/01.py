# Example “A new pool for a new feature”, bad
# ruleid: EVT501-new-eventlet-use
import eventlet

from nova import utils

POOL = eventlet.GreenPool(8)


def warm_up(context, image_api, image_ids):
    for image_id in image_ids:
        POOL.spawn_n(image_api.download, context, image_id)
    POOL.waitall()
    utils.LOG.info('All images are there')
