"""Days and times in sentences, as people in Britain write them.

In scope: one day or time as text. Out of scope: dates in cells of files (`intake`), and pages of a release, where a
space that does not break stands in a day (`publication.site.numbers`).
"""

from __future__ import annotations

import datetime


def day_in_words(day: datetime.date) -> str:
    """A day.

    >>> day_in_words(datetime.date(2026, 3, 5))
    '5 March 2026'
    """
    return f"{day.day} {day:%B} {day.year}"


def time_in_words(moment: datetime.datetime) -> str:
    """A time in UTC, to the minute.

    >>> time_in_words(datetime.datetime(2026, 12, 1, 9, 5))
    '1 December 2026, 09:05 UTC'
    """
    return f"{day_in_words(moment)}, {moment:%H:%M} UTC"
