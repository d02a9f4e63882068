"""Edition and year of a published table by its own headings and cells, and which of two editions is the older one.

In scope: reading both by the description. Out of scope: what a name or the sheet About says (`intake.identity`), or
what becomes of an older edition (`validation.outcome`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from orchestration.intake.headings import Headings, find_headings
from orchestration.intake.values import first_day
from orchestration.readers.sheets import Sheet
from orchestration.returns.description import EditionOfContent, Table
from orchestration.returns.plain_text import plain

_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
_MONTHS_UNTIL_THE_NEXT = 12


@dataclass(frozen=True)
class ContentEdition:
    """What the content says.

    Attributes:
        edition: The edition; None where the content does not show it.
        financial_year: The financial year; None where the content does not show it.
    """

    edition: str | None = None
    financial_year: str | None = None


def edition_of_content(rules: EditionOfContent, table: Table, sheet: Sheet) -> ContentEdition:
    """Edition and year that the headings or cells of a table show.

    Args:
        rules: Where they show it.
        table: The table.
        sheet: The sheet that it stands on.
    """
    headings = find_headings(table.columns, sheet)
    year = _matches(rules.year_heading, headings)
    return ContentEdition(_edition(rules, table, sheet, headings), _year_from(year[0]) if len(year) == 1 else None)


def named_or_shown(named: str | None, shown: str | None) -> str | None:
    """The edition: what the content shows, and the day in the name where that may be the day of its publication.

    A table that counts at 31 March 2023 and is named 2023-07-26 was published that day. Named 2025-07-26, it is a table
    under another name, and the name does not make it newer.
    """
    if shown is None or named is None:
        return shown or named
    day_named, day_shown = first_day(named), first_day(shown)
    if day_named is None or day_shown is None:
        return shown
    months = (day_named.year - day_shown.year) * 12 + day_named.month - day_shown.month
    return named if day_named >= day_shown and months < _MONTHS_UNTIL_THE_NEXT else shown


def is_older(edition: str, other: str) -> bool:
    """Whether an edition is older than another: by their days, otherwise their last years, otherwise their numbers."""
    day, other_day = first_day(edition), first_day(other)
    if day and other_day:
        return day < other_day
    return _rank(edition) < _rank(other)


def _rank(edition: str) -> tuple[int, list[int], str]:
    years = [int(year) for year in _YEAR.findall(edition)]
    return max(years, default=0), [int(number) for number in _NUMBER.findall(edition)], edition


def _edition(rules: EditionOfContent, table: Table, sheet: Sheet, headings: Headings) -> str | None:
    if rules.code_heading:
        return "-".join(_matches(rules.code_heading, headings)).lower() or None
    if rules.span_heading:
        years = _matches(rules.span_heading, headings)
        return f"{min(years)}-{max(years)}" if years else None
    if rules.counted_at:
        years = _cells(rules.counted_at, table, sheet, headings)
        return f"{max(years)}-03-31" if years else None
    return None


def _matches(pattern: str | None, headings: Headings) -> list[str]:
    """What the pattern picks out of each heading that it is found in."""
    found = [re.fullmatch(pattern, plain(text), re.IGNORECASE) for text in headings.texts] if pattern else []
    return [match[1] for match in found if match]


def _cells(name: str, table: Table, sheet: Sheet, headings: Headings) -> list[str]:
    """Years in a column."""
    column = next(each for each in table.columns if each.name == name)
    at = next((at for at, readings in enumerate(headings.readings) if column.is_among(readings)), None)
    if at is None:
        return []
    texts = {row[at] or "" for row in sheet.rows[headings.last + 1 :] if at < len(row)}
    return [text for text in map(plain, texts) if _YEAR.fullmatch(text)]


def _year_from(year: str) -> str:
    """The financial year that begins after the 31 March of a year."""
    return f"{year}/{(int(year) + 1) % 100:02d}"
