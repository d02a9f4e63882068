"""The dates of one column together: in which order they are written, and which of them cannot be right.

In scope: deciding on the order of day and month, and the days that a column expects. Out of scope: reading a cell
(`intake.values`), or going through the cells (`intake.table_rows`, `intake.large_file_repairs`).

One person or program fills a column, so that its cells are written alike: those that can only be read one way say how
the others are meant. Where none can, the year of the return may tell. What neither tells is asked about, once.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from orchestration.country import year_ends_on, year_starts_on
from orchestration.findings.finding import Finding
from orchestration.intake.dates import DateOrder, WrittenDate, written_date
from orchestration.intake.mapped import others_in_words
from orchestration.intake.values import trimmed_text
from orchestration.returns.description import Column

FEWEST = 5  # dates of each kind by which a column shows that a spreadsheet exchanged day and month
EARLIEST = "1990-01-01"  # no return reports a day before; the builders' choice


class Period(NamedTuple):
    """The days that a column expects, both included, as ISO dates; no last day where it may lie ahead."""

    first: str
    last: str | None = None

    def excludes(self, value: str) -> bool:
        """Whether no day of a date lies within; a date may be a year, or a year and month."""
        return value < self.first[: len(value)] or (self.last is not None and value > self.last)

    @property
    def in_words(self) -> str:
        """As 1 April 2022 to 31 March 2023."""
        return f"{day_in_words(self.first)} {'to ' + day_in_words(self.last) if self.last else 'or later'}"


def is_date(column: Column) -> bool:
    """Whether a column holds dates."""
    return column.type in {"date", "partial_date"}


def expected_period(column: Column, financial_year: str | None, today: datetime.date) -> Period:
    """The days that a column of dates expects in a return of that financial year."""
    if column.dated == "in_year" and financial_year:
        of_year = year_period(financial_year)
        last = min(of_year.last or "", max(today.isoformat(), of_year.first))
        return Period(max(of_year.first, EARLIEST), last)
    return past_period(today) if column.dated else Period(EARLIEST)


def past_period(today: datetime.date) -> Period:
    """The days from the first that any return reports to the present one."""
    return Period(EARLIEST, today.isoformat())


def year_period(financial_year: str) -> Period:
    """The days of a financial year, as 2022/23."""
    return Period(year_starts_on(financial_year).isoformat(), year_ends_on(financial_year).isoformat())


@dataclass(frozen=True)
class ColumnOrder:
    """In which order the dates of a column are written.

    Attributes:
        order: What the column says.
        day_first: The first text that is a date only if the day comes first; empty if there is none.
        month_first: The same for the month.
        ambiguous: Cells that could be two days.
        exchanged: Cells that a spreadsheet may have taken for dates of another order; see `_may_be_exchanged`.
        first_exchanged: Text of the first of them.
    """

    order: DateOrder = "undecided"
    day_first: str = ""
    month_first: str = ""
    ambiguous: int = 0
    exchanged: int = 0
    first_exchanged: str = ""


def order_of(column: Column, cells: Iterable[tuple[str, int]], financial_year: str | None) -> ColumnOrder:
    """The order of a column: what its cells prove, else what the year of the return says.

    Args:
        column: The column.
        cells: Texts, and how many cells hold each.
        financial_year: Financial year of the return, where known.
    """
    year = year_period(financial_year) if financial_year and column.dated == "in_year" else None
    proofs: dict[DateOrder, str] = {}
    in_year: set[DateOrder] = set()
    ambiguous = proven = 0
    typed: list[tuple[str, str, int]] = []
    for text, count in cells:
        date = written_date(trimmed_text(text))
        if date is None:
            continue
        if date.is_iso or date.is_serial:
            typed.append((date.day_first or "", text, count))
        elif date.is_ambiguous:
            ambiguous += count
            in_year |= _orders_within(date, year)
        elif date.proves != "undecided":
            proofs.setdefault(date.proves, text)
            proven += count
    told = set(proofs) or in_year
    order: DateOrder = "contradictory" if len(proofs) > 1 else next(iter(told)) if len(told) == 1 else "undecided"
    exchanged = _may_be_exchanged(typed) if proven >= FEWEST and not ambiguous else []
    return ColumnOrder(
        order, proofs.get("day_first", ""), proofs.get("month_first", ""), ambiguous,
        sum(count for *_, count in exchanged), exchanged[0][1] if exchanged else "",
    )  # fmt: skip


def _may_be_exchanged(typed: list[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    """Dates that a spreadsheet may have read in another order than the column is written in.

    A spreadsheet set to another country makes dates of 04/03/2022, with day and month exchanged, and leaves 13/03/2022
    as text. Such a column has dates up to the twelfth only, beside text that is a later day only.
    """
    if sum(count for *_, count in typed) < FEWEST or any(int(day[8:]) > 12 for day, *_ in typed):
        return []
    return [each for each in typed if each[0][5:7] != each[0][8:]]


def _orders_within(date: WrittenDate, year: Period | None) -> set[DateOrder]:
    """The one order in which an ambiguous date lies within the year; none where both or neither do."""
    if year is None or date.day_first is None or date.month_first is None:
        return set()
    is_day_first, is_month_first = not year.excludes(date.day_first), not year.excludes(date.month_first)
    if is_day_first == is_month_first:
        return set()
    return {"day_first" if is_day_first else "month_first"}


@dataclass
class OutsidePeriod:
    """Dates of a column that lie outside the days expected: the first of them, and how many there are."""

    row: int
    given: str
    value: str
    count: int = 1


def finding_of_contradiction(place: Finding, row: int, found: ColumnOrder, day_first_cell: str) -> Finding:
    """The one question to a column that proves both orders; `place` is a finding with its sheet and column."""
    either = f"{found.ambiguous:,} {'cell' if found.ambiguous == 1 else 'cells'} could be either"
    return Finding(
        "C43", place.sheet, row, place.column_letter, place.column, value=f"'{found.month_first}'",
        expected=f"'{found.day_first}' in cell {day_first_cell}",
        detail=f"{either} and {'was' if found.ambiguous == 1 else 'were'} read day first." if found.ambiguous else "",
        rows=max(found.ambiguous, 1),
    )  # fmt: skip


def finding_of_exchange(place: Finding, row: int, found: ColumnOrder) -> Finding:
    """The one question to a column whose dates a spreadsheet may have exchanged."""
    return Finding(
        "C45", place.sheet, row, place.column_letter, place.column, value=f"'{found.first_exchanged}'",
        detail=others_in_words(found.exchanged - 1), rows=found.exchanged,
    )  # fmt: skip


def finding_of_period(place: Finding, period: Period, outside: OutsidePeriod) -> Finding:
    """The one question about dates outside the days expected; `place` is a finding with its sheet and column."""
    given = f"'{outside.given}'"
    read = day_in_words(outside.value)
    return Finding(
        "C44", place.sheet, outside.row, place.column_letter, place.column,
        value=given if outside.given == outside.value else f"{given} ({read})", expected=period.in_words,
        detail=others_in_words(outside.count - 1), rows=outside.count,
    )  # fmt: skip


def day_in_words(value: str) -> str:
    """A day as 25 March 2026; a year, or a year and month, as it stands."""
    if len(value) < len(EARLIEST):
        return value
    day = datetime.date.fromisoformat(value)
    return f"{day.day} {day:%B} {day.year}"
