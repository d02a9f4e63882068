"""Who is a party of a made-up venture when: half-open spans of days, and what they mean for a financial year.

In scope: spans, the last day of a year. Out of scope: drawing them (`illustration.venture_life`).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Stay:
    """A span as a party: from the first day up to, and without, the day of leaving.

    Attributes:
        from_date: First day; None from the start of the venture.
        to_date: Day of leaving; None while none is known.
    """

    from_date: datetime.date | None = None
    to_date: datetime.date | None = None

    def includes(self, day: datetime.date) -> bool:
        """Whether the body is a party on a day."""
        return (self.from_date is None or self.from_date <= day) and (self.to_date is None or day < self.to_date)

    def reaches(self, day: datetime.date) -> bool:
        """Whether the body had joined by a day and had not left before it; who leaves on the day reaches it."""
        return (self.from_date is None or self.from_date <= day) and (self.to_date is None or day <= self.to_date)


ALWAYS = (Stay(),)


def year_end(start_year: int) -> datetime.date:
    """31 March on which the financial year that begins in a calendar year ends."""
    return datetime.date(start_year + 1, 3, 31)


def is_party_on(stays: Iterable[Stay], day: datetime.date) -> bool:
    """Whether a body is a party on a day."""
    return any(stay.includes(day) for stay in stays)


def is_party_of_year(stays: Iterable[Stay], start_year: int) -> bool:
    """Whether a body is a party of a financial year: it had not left before the last day of the year."""
    return any(stay.reaches(year_end(start_year)) for stay in stays)
