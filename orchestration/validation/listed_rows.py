"""Rows that the template lists, as a whole: left blank, gone from the sheet, or in another unit than the others.

In scope: R31 to R34, on returns that list the headings of the Police Objective Analysis. Out of scope: single cells and
sums (`validation.suites`), the year before (the checks of the warehouse).
"""

from __future__ import annotations

import statistics
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.findings.amounts import short_pounds
from orchestration.findings.finding import Finding, nearest
from orchestration.returns.description import MISSING_SUFFIX, VALUE_SUFFIX, ReturnDescription, Table, description_of
from orchestration.returns.poa_list import TOP, Heading, headings_of_year
from orchestration.returns.reference_lists import ReferenceLists, folded
from orchestration.validation.finding_locations import Places, read_places
from orchestration.validation.row_unit import Spent, is_in_thousands, rows_in_thousands
from orchestration.warehouse.ledger import Submission

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Rules that are checked whenever the suite of the return is run.
RULES = frozenset({"R31", "R32", "R33", "R34"})


@dataclass(frozen=True)
class _Row:
    """A row of the sheet: its number, name and heading, whether it says anything, and what it spends."""

    number: int
    sheet: str
    name: str
    heading_id: str | None
    is_filled: bool
    lines: int
    amount: float


def listed_row_findings(
    connection: DuckDBPyConnection, submissions: Sequence[Submission], lists: ReferenceLists, seeds: Path
) -> dict[str, list[Finding]]:
    """R31 to R34 by submission.

    Args:
        connection: The private file.
        submissions: Landed submissions of one return and form.
        lists: Reference lists: which names are which headings.
        seeds: Folder of the reference data: which headings the template of a year lists.
    """
    found: dict[str, list[Finding]] = {}
    for description, table, own in _with_listed_headings(submissions):
        ids = [each.submission_id for each in own]
        raw_name = description.raw_table(table)
        places = read_places(connection, ids, raw_name)
        rows = _read_rows(connection, table, raw_name, ids, lists)
        aside = _rows_aside(connection, ids)
        for submission in own:
            key = submission.submission_id
            given = rows.get(key)
            if not given:
                continue
            listed = headings_of_year(seeds, submission.financial_year)
            found.setdefault(key, []).extend(
                [
                    *_left_blank(table, given, lists, places, key),
                    *_gone(given, listed, aside.get(key, frozenset())),
                    *_in_thousands(table, given, lists, places, key),
                ]
            )
    return found


def _with_listed_headings(
    submissions: Sequence[Submission],
) -> Iterable[tuple[ReturnDescription, Table, Sequence[Submission]]]:
    first = submissions[0]
    description = description_of(first.return_id or "")
    for table in description.form(first.form_id or "").tables:
        if table.listed == "poa_headings":
            yield description, table, submissions


def _lines(table: Table) -> tuple[str, ...]:
    """Columns that add up to what a heading spends; none in a return without amounts."""
    return next((each.parts for each in table.sums if each.parts_are == "expenditure"), ())


def _read_rows(
    connection: DuckDBPyConnection, table: Table, raw_name: str, ids: list[str], lists: ReferenceLists
) -> dict[str, list[_Row]]:
    label = table.columns[0].name
    numbers = [column.name for column in table.columns if column.is_number]
    said = " OR ".join(f"coalesce({name}{MISSING_SUFFIX}, trim({name}), '') <> ''" for name in numbers)
    amounts = ", ".join(f"try_cast({name}{VALUE_SUFFIX} AS DOUBLE)" for name in _lines(table))
    rows: list[tuple[Any, ...]] = connection.execute(
        f"SELECT _submission_id, _row, _sheet, coalesce({label}, ''), {said}, [{amounts}] FROM raw.{raw_name} "
        "WHERE list_contains(?, _submission_id) ORDER BY _submission_id, _row",
        [ids],
    ).fetchall()
    found: dict[str, list[_Row]] = {}
    for key, number, sheet, name, is_filled, values in rows:
        spent = [abs(value) for value in values if value]
        heading = lists.heading_by_name.get(folded(name))
        found.setdefault(key, []).append(
            _Row(number, sheet, name.strip(), heading, bool(is_filled), len(spent), sum(spent))
        )
    return found


def _rows_aside(connection: DuckDBPyConnection, ids: list[str]) -> dict[str, frozenset[tuple[str, int]]]:
    """Rows that hold something and are no rows of figures, by submission: sheet and number."""
    rows = connection.execute(
        "SELECT _submission_id, _sheet, _row FROM raw.other_rows WHERE list_contains(?, _submission_id)", [ids]
    ).fetchall()
    found: dict[str, set[tuple[str, int]]] = {}
    for key, sheet, number in rows:
        found.setdefault(key, set()).add((sheet, number))
    return {key: frozenset(numbers) for key, numbers in found.items()}


def _left_blank(
    table: Table, rows: Sequence[_Row], lists: ReferenceLists, places: Places, key: str
) -> Iterable[Finding]:
    """R31: headings without anything, of which most others of their group are filled in; a group may be left out."""
    for row in rows:
        if row.is_filled or row.heading_id is None:
            continue
        heading, letter = places.get((key, row.sheet, table.columns[0].name), (table.columns[0].header, None))
        parent = lists.parent_headings.get(row.heading_id)
        group = [
            each
            for each in rows
            if each.heading_id and each is not row and lists.parent_headings.get(each.heading_id) == parent
        ]
        filled = sum(each.is_filled for each in group)
        if filled * 2 > len(group):
            yield Finding(
                "R31", sheet=row.sheet, row=row.number, column_letter=letter, column=heading,
                natural_key=f"{table.columns[0].name}={row.name}", value=row.name,
            )  # fmt: skip


def _gone(rows: Sequence[_Row], listed: Sequence[Heading], aside: Collection[tuple[str, int]]) -> Iterable[Finding]:
    """R32: headings of the template that a nearly whole sheet has not: where a row is blank, or where it has parts.

    Without a heading that has parts the return has no total.
    """
    there = {row.heading_id for row in rows}
    with_parts = {heading.parent_id for heading in listed}
    tops = {heading.heading_id for heading in listed if heading.level == TOP and heading.heading_id in with_parts}
    most_are_there = len(tops & there) * 5 >= len(tops) * 4
    renamed, blank = _renamed_and_blank(rows, listed, aside)
    for heading in listed:
        is_missed = heading.heading_id in blank or (most_are_there and heading.heading_id in tops)
        if is_missed and heading.heading_id not in there | renamed:
            yield Finding(
                "R32", sheet=rows[0].sheet, row=blank.get(heading.heading_id),
                natural_key=f"heading_name={heading.name}", value=heading.name,
            )  # fmt: skip


def _renamed_and_blank(
    rows: Sequence[_Row], listed: Sequence[Heading], aside: Collection[tuple[str, int]]
) -> tuple[set[str], dict[str, int]]:
    """Missing headings that probably are under a name of the sender's own, and those in whose place a row is blank."""
    order = {heading.heading_id: number for number, heading in enumerate(listed)}
    there = {row.heading_id for row in rows}
    known = [row for row in rows if row.heading_id in order]
    renamed: set[str] = set()
    blank: dict[str, int] = {}
    for before, after in pairwise([None, *known, None]):
        first = order[before.heading_id] + 1 if before and before.heading_id else 0
        last = order[after.heading_id] if after and after.heading_id else len(listed)
        gone = [each for each in listed[first:last] if each.heading_id not in there]
        # A name that is like none of them stands for a heading that every return has, if one is gone.
        missing = {each.heading_id: each.name for each in sorted(gone, key=lambda each: each.level)}
        start, end = before.number if before else 0, after.number if after else rows[-1].number + 1
        unknown = [row for row in rows if start < row.number < end and row.heading_id not in order]
        for row in unknown[: len(missing)]:
            name = nearest(row.name, missing.values()) or next(iter(missing.values()))
            renamed.add(next(key for key, each in missing.items() if each == name))
        held = {row.number for row in unknown} | {number for sheet, number in aside if sheet == rows[0].sheet}
        gap = [number for number in range(start + 1, end) if number not in held] if before and after else []
        left = [each.heading_id for each in gone if each.heading_id not in renamed]
        if len(left) > len(gap):
            left = [key for key in missing if key not in renamed]
        blank |= dict(zip(left, gap, strict=False))
    return renamed, blank


def _in_thousands(
    table: Table, rows: Sequence[_Row], lists: ReferenceLists, places: Places, key: str
) -> Iterable[Finding]:
    """R33 for single rows, or R34 for the return as a whole."""
    spent = [
        Spent(2 if row.heading_id in lists.parent_headings else 1 if row.heading_id else 0, row.lines, row.amount)
        for row in rows
    ]
    if is_in_thousands(spent):
        middle = statistics.median(row.amount for row in rows if row.lines)
        yield Finding("R34", sheet=rows[0].sheet, value=f"{middle:.0f}")
        return
    total = table.levels[0] if table.levels else None
    for index, middle_amount in rows_in_thousands(spent).items():
        row = rows[index]
        heading, letter = places.get((key, row.sheet, total or ""), (None, None))
        others = f"The other headings of its level have about {short_pounds(middle_amount)}." if middle_amount else ""
        yield Finding(
            "R33", sheet=row.sheet, row=row.number, column_letter=letter, column=heading,
            natural_key=f"{table.columns[0].name}={row.name}", value=f"{row.amount:.2f}".removesuffix(".00"),
            detail=others,
        )  # fmt: skip
