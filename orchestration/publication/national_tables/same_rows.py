"""Whether a workbook would show what that of the last release shows, asked from both files without reading their rows.

In scope: comparing what sheets are made from. Out of scope: making sheets (`sheet_rows`, `workbooks`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from orchestration.publication.national_tables.description import Sheet
from orchestration.publication.national_tables.sheet_rows import Subject, ask, source_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# The rows of one subject are picked by one column: all subjects of a table are compared with one question.
_BY_ONE_COLUMN = re.compile(r"(\w+) = \$\1")


class RowComparison:
    """Compares what sheets are made from in the file of a release and in that of the release before."""

    def __init__(self, connection: DuckDBPyConnection, previous: DuckDBPyConnection, unchanged: frozenset[str]) -> None:
        self._both = (previous, connection)
        self._unchanged = unchanged
        self._by_column: dict[tuple[str, str], tuple[dict[Any, Any], dict[Any, Any]]] = {}

    def same(self, sheet: Sheet, subject: Subject) -> bool:
        """Whether a sheet has the same rows for a subject in both."""
        if sheet.table in self._unchanged:
            return True
        one_column = None if sheet.query else _BY_ONE_COLUMN.fullmatch(sheet.where)
        if one_column:
            before, now = self._rows_by(sheet.table, one_column[1])
            value = subject[one_column[1]]
            return bool(before.get(value) == now.get(value))
        question = f"SELECT count(*), sum(hash(t)) FROM {source_of(sheet)} AS t"
        before_rows, now_rows = (ask(connection, question, subject) for connection in self._both)
        return before_rows == now_rows

    def _rows_by(self, table: str, column: str) -> tuple[dict[Any, Any], dict[Any, Any]]:
        if (table, column) not in self._by_column:
            question = f"SELECT {column}, (count(*), sum(hash(t))) FROM {table} AS t GROUP BY ALL"
            before, now = (dict(connection.execute(question).fetchall()) for connection in self._both)
            self._by_column[table, column] = (before, now)
        return self._by_column[table, column]
