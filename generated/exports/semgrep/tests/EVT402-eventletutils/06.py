# Case 2 of verifying/eventletutils “Other modules, and mentions”
from typing import TYPE_CHECKING

from neutron.common import eventletutils
from oslo_utils import timeutils
import oslo_utils

# from oslo_utils import eventletutils
NAME = 'oslo_utils.eventletutils'
if TYPE_CHECKING:
    from oslo_utils import eventletutils as types
