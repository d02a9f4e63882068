"""One writer at a time: loads started by hand, by the schedule and by the sensor wait for one another.

Belongs here: the lock. Does not belong here: the work done under it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from orchestration.settings import Settings

WAIT_SECONDS = 900

log = logging.getLogger("icm.warehouse")


class WarehouseBusy(Exception):
    """Another load holds the warehouse for too long; the message says what to do."""


@contextmanager
def one_writer(settings: Settings, wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the warehouse of a workspace; waits while another process holds it.

    The lock goes with its process: a load that is killed leaves none behind.

    Raises:
        WarehouseBusy: If the other process does not let go in time.
    """
    settings.workspace.mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.lock)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        log.info("Another load is at work on this workspace; waiting for it")
        try:
            lock.acquire(timeout=wait_seconds)
        except Timeout as error:
            raise WarehouseBusy(
                f"Another load has held {settings.workspace} for more than {wait_seconds / 60:.0f} minutes. "
                "Look at it in the Dagster pages, or end that process, and load again."
            ) from error
    try:
        yield
    finally:
        lock.release()
