# Case 1 of verifying/eventletutils “Forms of the import”
import importlib
# ruleid: EVT402-eventletutils
import oslo_utils.eventletutils
# ruleid: EVT402-eventletutils
from oslo_utils import eventletutils as eu, timeutils
# ruleid: EVT402-eventletutils
from oslo_utils.eventletutils import (Event,
                                      # todoruleid: EVT402-eventletutils
                                      is_monkey_patched)


def late():
    try:
        # ruleid: EVT402-eventletutils
        from oslo_utils import eventletutils
    except ImportError:
        # todoruleid: EVT402-eventletutils
        return importlib.import_module('oslo_utils.eventletutils')
