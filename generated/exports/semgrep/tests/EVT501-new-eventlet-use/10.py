# Case 4 of leaving/new-eventlet-use “Type checkers, mentions and modules of similar names”
"""import eventlet"""
from typing import TYPE_CHECKING

import eventlet_tools
from nova import eventlet as own
from . import eventlet

if TYPE_CHECKING:
    import eventlet
# import eventlet
MODULES = ['eventlet']
