"""One writer at a time: loads started by hand, by the schedule and by the sensor wait for one another.

In scope: the lock. Out of scope: the work done under it.
"""

from __future__ import annotations

import datetime
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from orchestration.settings import Settings

WAIT_SECONDS = 900

log = logging.getLogger("icm.warehouse")


class WarehouseBusy(Exception):
    """Another load holds the warehouse for too long; the message says what to do."""


@contextmanager
def write_lock(settings: Settings, wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
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
        log.info("%s is at work on this workspace; waiting for it", _holder(settings))
        try:
            lock.acquire(timeout=wait_seconds)
        except Timeout as error:
            raise WarehouseBusy(
                f"{_holder(settings)} has held {settings.workspace} for more than {wait_seconds / 60:.0f} minutes. "
                "Wait for it, or end that process, and load again."
            ) from error
    note = _note(settings)
    note.write_text(f"{os.getpid()} {datetime.datetime.now(datetime.UTC):%H:%M}", encoding="utf-8")
    try:
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def at_work(settings: Settings) -> str | None:
    """Who holds the warehouse at this moment, in words; None where nobody does. Never waits."""
    with nobody_at_work(settings) as holder:
        return holder


@contextmanager
def nobody_at_work(settings: Settings) -> Iterator[str | None]:
    """Keep loads waiting for the length of a look, where none holds the warehouse; gives who does, in words."""
    if not settings.lock.exists():
        yield None
        return
    lock = FileLock(settings.lock)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        yield _holder(settings)
        return
    try:
        yield None
    finally:
        lock.release()


def _note(settings: Settings) -> Path:
    return settings.lock.with_suffix(".holder")


def _holder(settings: Settings) -> str:
    """The process that holds the lock, as it wrote itself down."""
    try:
        process, since = _note(settings).read_text(encoding="utf-8").split()
    except (FileNotFoundError, ValueError):
        return "Another load"
    return f"Another load (process {process}, since {since} UTC)"
