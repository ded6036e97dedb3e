# Case 1 of leaving/eventlet-primitives “A sleep, imported for nothing else”
"""Waiting."""

from __future__ import annotations

import os
import uuid

from eventlet import greenthread
from oslo_log import log


def wait(seconds):
    while not os.path.exists('/tmp/x'):
        # ruleid: EVT502-eventlet-primitives
        greenthread.sleep(seconds)
    # ruleid: EVT502-eventlet-primitives
    greenthread.sleep(
        seconds * 2)
    return uuid.uuid4(), log
