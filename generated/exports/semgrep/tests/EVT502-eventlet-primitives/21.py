# Case 17 of leaving/eventlet-primitives “Functions that hide the difference, and tests of what they hide”
from eventlet import greenpool, tpool


def tpool_wrap(driver):
    # todook: EVT502-eventlet-primitives
    return driver if NATIVE else tpool.Proxy(driver)


class Pools:
    def get_eventlet_pool(self):
        def make():
            # todook: EVT502-eventlet-primitives
            return greenpool.GreenPool(10)
        return make()

    def get_pool(self):
        # ruleid: EVT502-eventlet-primitives
        return greenpool.GreenPool(10)


def test_tpool_size():
    # todook: EVT502-eventlet-primitives
    tpool._nthreads = 20
    # todook: EVT502-eventlet-primitives
    assert tpool._nthreads == 20
