"""Asking the ledger: rows as dictionaries by the names of their columns, at once for many pages where they are few.

In scope: that, and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Row = dict[str, Any]
Grouped = dict[str, list[Row]]


def fetch_rows(connection: DuckDBPyConnection, query: str, parameters: dict[str, Any] | None = None) -> list[Row]:
    """Rows of an answer, which must be short: every query counts, or caps what it lists."""
    result = connection.execute(query, parameters or {})
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def fetch_grouped(
    connection: DuckDBPyConnection, column: str, query: str, parameters: dict[str, Any] | None = None
) -> Grouped:
    """The same rows by what stands in one of their columns, each group in the order of the answer."""
    found: Grouped = {}
    for row in fetch_rows(connection, query, parameters):
        found.setdefault(row[column], []).append(row)
    return found
