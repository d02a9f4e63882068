"""Dates as they are published: to the day, the month or the year, or as the first date by which something had happened.

In scope: one date as text and as a place on an axis. Out of scope: days of releases (`numbers.day`).
"""

from __future__ import annotations

import datetime

from orchestration.publication.site.numbers import SPACE, day

NO_LATER_THAN = "no_later_than"


def published_date(date: datetime.date, precision: str | None) -> str:
    """Return a date no more precisely than it is published: 19 July 2018, July 2018, 2018, by 19 July 2018.

    Args:
        date: First day of the published period.
        precision: day, month, year, or `no_later_than` for the first date by which something had happened.
    """
    if precision == "year":
        return str(date.year)
    if precision == "month":
        return f"{date:%B}{SPACE}{date.year}"
    return f"by {day(date)}" if precision == NO_LATER_THAN else day(date)


def year_fraction(date: datetime.date) -> float:
    """Return a date as a number of years: 2018-07-02 is about 2018.5."""
    first = datetime.date(date.year, 1, 1)
    return date.year + (date - first).days / (datetime.date(date.year + 1, 1, 1) - first).days
