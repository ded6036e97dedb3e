# Case 5 of leaving/sleep-zero “Other sleeps, and mentions”
import asyncio
from unittest import mock
import clock as time


@mock.patch('time.sleep')
async def run(sleep, clock):
    """time.sleep(0)"""
    await asyncio.sleep(0)
    clock.sleep(0)
    sleep(0)
    # todook: EVT503-sleep-zero
    time.sleep(0)  # not the standard library's time.sleep(0)
