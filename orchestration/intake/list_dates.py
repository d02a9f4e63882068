"""Dates of landed lists that lie outside the days expected, found by SQL.

In scope: one question for each such column of each list. Out of scope: which days a column expects
(`intake.date_columns`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from orchestration.findings.finding import Finding
from orchestration.intake.date_columns import (
    OutsidePeriod,
    Period,
    expected_period,
    finding_of_period,
    is_date,
)
from orchestration.intake.large_file_profile import ListFacts
from orchestration.readers.sheets import column_letter
from orchestration.returns.description import VALUE_SUFFIX, Column
from orchestration.warehouse.ledger import now
from orchestration.warehouse.sql_text import is_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def outside_periods(
    connection: DuckDBPyConnection, lists: Mapping[str, ListFacts], table: str
) -> Iterator[tuple[str, Finding]]:
    """Submission and question, for the lists of one raw table with such dates."""
    today = now().date()
    for column in filter(is_date, next(iter(lists.values())).table.columns):
        value = column.name + VALUE_SUFFIX
        spans = connection.execute(
            f"SELECT _submission_id, min({value}), max({value}) FROM {table} WHERE {is_of(lists)} "
            f"AND {value} IS NOT NULL GROUP BY 1 ORDER BY 1"
        ).fetchall()
        for key, first, last in spans:
            period = expected_period(column, lists[key].financial_year, today)
            if period.excludes(first) or period.excludes(last):
                outside = _outside(connection, table, key, column, period)
                yield key, finding_of_period(place_of(lists[key], column), period, outside)


def _outside(
    connection: DuckDBPyConnection, table: str, submission_id: str, column: Column, period: Period
) -> OutsidePeriod:
    value = column.name + VALUE_SUFFIX
    is_outside = f"({value} < left($first, strlen({value})) OR {value} > $last)"
    ((row, given, read, count),) = connection.execute(
        f"SELECT min(_row), arg_min({column.name}, _row), arg_min({value}, _row), count(*) FROM {table} "
        f"WHERE _submission_id = $key AND {is_outside}",
        {"key": submission_id, "first": period.first, "last": period.last or "9999-99"},
    ).fetchall()
    return OutsidePeriod(row, given, read, count)


def place_of(facts: ListFacts, column: Column) -> Finding:
    """A finding with the column of a list only."""
    at = facts.positions[column.name]
    return Finding("C44", "", column_letter=column_letter(at), column=facts.headings[at])
