"""The hub's clock, and the moments that a stage of a load gives to what it writes.

In scope: the present time, and a clock that a stage runs by. Out of scope: when a stage began (`warehouse.loads`).

A stage runs by the moment at which it began: each time it asks, a microsecond more. So a rebuild, which runs the stage
again from the same moment, writes the same times in the same order.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

_TICK = datetime.timedelta(microseconds=1)
_clock: ContextVar[_StageClock | None] = ContextVar("clock", default=None)


class _StageClock:
    def __init__(self, began_at: datetime.datetime, known: Mapping[str, datetime.datetime]) -> None:
        self._last = began_at
        self._known = known

    def tick(self) -> datetime.datetime:
        self._last += _TICK
        return self._last

    def tick_of(self, key: str) -> datetime.datetime:
        self._last = max(self.tick(), self._known.get(key, self._last))
        return self._known.get(key, self._last)


def wall_clock() -> datetime.datetime:
    """The present time in UTC, as the warehouse keeps it: without a zone."""
    return datetime.datetime.now(datetime.UTC).replace(tzinfo=None)


def now() -> datetime.datetime:
    """The time to write down, in UTC without a zone: the present one, or in a stage that of the stage."""
    clock = _clock.get()
    return clock.tick() if clock else wall_clock()


def moment_of(key: str) -> datetime.datetime:
    """The time of a line with a key: where a rebuild writes it again that which it had, otherwise now."""
    clock = _clock.get()
    return clock.tick_of(key) if clock else wall_clock()


@contextmanager
def stage_clock(began_at: datetime.datetime, known: Mapping[str, datetime.datetime] | None = None) -> Iterator[None]:
    """Have `now` count on from the moment at which a stage began, as long as the block lasts.

    Args:
        began_at: The moment, in UTC without a zone.
        known: Times that lines had, by their keys.
    """
    token = _clock.set(_StageClock(began_at, known or {}))
    try:
        yield
    finally:
        _clock.reset(token)
