"""A date as one cell writes it: which day it is, or which two days it could be.

In scope: the forms that dates are written in, a time of day and a zone behind them. Out of scope: which of two days is
meant (`intake.date_columns`, by the column), or what the cell's repairs are called (`intake.values`).

The day is read in the country's time: a time with a zone is moved there, a time without one is there already.
"""

from __future__ import annotations

import datetime
import re
from typing import Literal, NamedTuple

from orchestration.country import time_zone

# What a column says of its dates that could be two days: nothing (undecided), one order, or both (contradictory).
DateOrder = Literal["undecided", "day_first", "month_first", "contradictory"]

LONGEST = 80  # characters of a date with weekday, time and zone; a longer text is none
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000  # 1954 to 2119: a number in this range may be a date
_EPOCH = datetime.date(1899, 12, 30)
_EPOCH_1904 = datetime.date(1904, 1, 1)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})|(\d{4})(\d{2})(\d{2})", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(\.\d+)?", re.ASCII)
_NUMERIC = re.compile(r"(\d{1,2}) ?[/.\-] ?(\d{1,2}) ?[/.\-] ?(\d{4}|\d{2})", re.ASCII)
_WORDED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ \-/]*([a-z]{3,9})\.?,?[ \-/]*(\d{4}|\d{2})", re.ASCII | re.IGNORECASE)
_MONTH_WORD_FIRST = re.compile(
    r"([a-z]{3,9})\.?[ \-]+(\d{1,2})(?:st|nd|rd|th)?,?[ \-]+(\d{4}|\d{2})", re.ASCII | re.IGNORECASE
)
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? +", re.ASCII | re.IGNORECASE)
_TIME = re.compile(
    r"(?P<date>.*?\d)(?:T|,?\s+(?:at\s+)?)"
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?)?"
    r" ?(?P<half>[ap]\.?m\.?)?"
    r" ?(?P<zone>z|utc|gmt|bst|(?:utc|gmt)?[+\-]\d{2}(?::?\d{2})?)?"
    r"(?:\[[a-z/_]+\]| \([a-z ]+\))?",  # the name of the zone, as Java and JavaScript add it
    re.ASCII | re.IGNORECASE,
)
_COMPACT_TIME = re.compile(r"(\d{8})T(\d{2})(\d{2})(\d{2})?(\.\d+)?(Z|[+\-]\d{2}(?::?\d{2})?)?", re.ASCII)


class WrittenDate(NamedTuple):
    """What a text says of a day.

    Attributes:
        day_first: The day as ISO date if the first of two numbers is the day; None where that is no day.
        month_first: The same if the first is the month; the two are one where the text leaves no choice.
        is_iso: Whether the date is written as ISO date, whatever time follows it.
        is_serial: Whether it is the number that a spreadsheet stores.
        has_time: Whether a time of day was left out.
    """

    day_first: str | None
    month_first: str | None
    is_iso: bool = False
    is_serial: bool = False
    has_time: bool = False

    @property
    def is_ambiguous(self) -> bool:
        """Whether it could be two days."""
        return self.day_first is not None and self.month_first is not None and self.day_first != self.month_first

    @property
    def proves(self) -> DateOrder:
        """The order that the text alone proves; undecided where it proves none."""
        if self.month_first is None:
            return "day_first"
        return "month_first" if self.day_first is None else "undecided"


def written_date(text: str, is_1904: bool = False) -> WrittenDate | None:
    """What a text without spaces around it says of a day; None where it is no date."""
    if len(text) > LONGEST:
        return None
    found = _without_time(text, is_1904)
    if found:
        return found
    timed = _TIME.fullmatch(text)
    if timed:
        clock = _clock(timed["hour"], timed["minute"], timed["second"], timed["half"])
        found = _without_time(timed["date"].rstrip(), is_1904)
        return _at(found, clock, timed["zone"]) if found and clock and not found.is_serial else None
    compact = _COMPACT_TIME.fullmatch(text)
    if compact:
        found = _without_time(compact[1], is_1904)
        clock = _clock(compact[2], compact[3], compact[4], None)
        return _at(found, clock, compact[6]) if found and clock else None
    return None


def _without_time(text: str, is_1904: bool) -> WrittenDate | None:
    iso = _ISO.fullmatch(text)
    year_first = iso or _YEAR_FIRST.fullmatch(text)
    if year_first:
        year, month, day = (int(group) for group in year_first.groups() if group)
        return _one(_day(year, month, day), is_iso=iso is not None)
    serial = _SERIAL.fullmatch(text)
    if serial:
        if not _FIRST_SERIAL <= int(serial[1]) <= _LAST_SERIAL:
            return None
        epoch = _EPOCH_1904 if is_1904 else _EPOCH
        counted = (epoch + datetime.timedelta(days=int(serial[1]))).isoformat()
        return WrittenDate(counted, counted, is_serial=True, has_time=bool((serial[2] or "").strip(".0")))
    numeric = _NUMERIC.fullmatch(text)
    if numeric:
        first, second, year = int(numeric[1]), int(numeric[2]), _century(numeric[3])
        found = WrittenDate(_day(year, second, first), _day(year, first, second))
        return found if found.day_first or found.month_first else None
    return _worded(_WEEKDAY.sub("", text, count=1))


def _worded(text: str) -> WrittenDate | None:
    worded = _WORDED.fullmatch(text)
    if worded:
        return _one(_day_of_month(worded[3], worded[2], worded[1]))
    worded = _MONTH_WORD_FIRST.fullmatch(text)
    return _one(_day_of_month(worded[3], worded[1], worded[2])) if worded else None


def _day_of_month(year: str, month: str, day: str) -> str | None:
    name = month[:3].lower()
    return _day(_century(year), _MONTHS.index(name) + 1, int(day)) if name in _MONTHS else None


def _one(day: str | None, is_iso: bool = False) -> WrittenDate | None:
    return WrittenDate(day, day, is_iso=is_iso) if day else None


def _clock(hour: str, minute: str | None, second: str | None, half: str | None) -> datetime.time | None:
    """A time of day; None where it is none, or only a number without minutes and half of the day."""
    if minute is None and half is None:
        return None
    hours = int(hour)
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half[0].lower() == "p" else 0)
    try:
        return datetime.time(hours, int(minute or 0), min(int(second or 0), 59))
    except ValueError:
        return None


def _at(found: WrittenDate, clock: datetime.time, zone: str | None) -> WrittenDate:
    """The same day or days in the country's time."""
    offset = _offset(zone)
    if offset is not None:
        moved = [_in_own_time(day, clock, offset) for day in (found.day_first, found.month_first)]
        found = found._replace(day_first=moved[0], month_first=moved[1])
    return found._replace(has_time=True)


def _in_own_time(day: str | None, clock: datetime.time, offset: datetime.timedelta) -> str | None:
    if day is None:
        return None
    moment = datetime.datetime.combine(datetime.date.fromisoformat(day), clock, datetime.timezone(offset))
    try:
        return moment.astimezone(time_zone()).date().isoformat()
    except OverflowError:
        return day  # the first or last day that a calendar holds


def _offset(zone: str | None) -> datetime.timedelta | None:
    """How far a zone is ahead of UTC; None for the country's, also where no zone is given."""
    name = (zone or "bst").lower().removeprefix("utc").removeprefix("gmt")
    if name == "bst":
        return None
    if name in {"", "z"}:
        return datetime.timedelta(0)
    minutes = 60 * int(name[1:3]) + int(name[3:].lstrip(":") or 0)
    # No zone is as far as a day from UTC; such an offset is a slip, and the day stays as written.
    if minutes >= 24 * 60:
        return None
    return datetime.timedelta(minutes=-minutes if name[0] == "-" else minutes)


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None  # no such day: the text is not a date, and the suite says so


def _century(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)
