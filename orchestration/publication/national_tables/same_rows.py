"""Whether a workbook would show what that of the last release shows, asked from both files without reading their rows.

In scope: comparing what sheets are made from. Out of scope: making sheets (`sheet_rows`, `workbooks`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from orchestration.publication.carried import CarriedFiles
from orchestration.publication.national_tables.description import Sheet
from orchestration.publication.national_tables.sheet_rows import Subject, ask, source_of
from orchestration.publication.published_table import PublishedTable

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# The rows of one subject are picked by one column, in a table or in a question of that table alone: all subjects are
# compared at once.
_BY_ONE_COLUMN = re.compile(r"(\w+) = \$\1")
_OF_ONE_TABLE = re.compile(r"SELECT\s(?:(?!SELECT|JOIN).)+?\sFROM ([\w.]+) WHERE (\w+) = \$\2 GROUP BY ALL", re.DOTALL)


class RowComparison:
    """Compares what sheets are made from in the file of a release and in that of the release before."""

    def __init__(
        self,
        connection: DuckDBPyConnection,
        previous: DuckDBPyConnection,
        tables: Mapping[str, PublishedTable],
        carried: CarriedFiles,
    ) -> None:
        self._both = (previous, connection)
        self._tables = tables
        self._carried = carried
        self._by_column: dict[tuple[str, str], frozenset[Any]] = {}

    def same(self, sheet: Sheet, subject: Subject) -> bool:
        """Whether a sheet has the same rows for a subject in both."""
        if sheet.table in self._carried.unchanged:
            return True
        if not sheet.query:
            one_column = _BY_ONE_COLUMN.fullmatch(sheet.where)
            if one_column:
                return subject[one_column[1]] not in self._differing(sheet.table, one_column[1])
        elif (of_one := _OF_ONE_TABLE.fullmatch(sheet.query)) and (
            subject[of_one[2]] not in self._differing(of_one[1], of_one[2])
        ):
            return True
        question = f"SELECT count(*), sum(hash(t)) FROM {source_of(sheet)} AS t"
        before_rows, now_rows = (ask(connection, question, subject) for connection in self._both)
        return before_rows == now_rows

    def _differing(self, table: str, column: str) -> frozenset[Any]:
        """Values of a column whose rows are not those of before."""
        if (table, column) not in self._by_column:
            self._by_column[table, column] = frozenset(self._found_to_differ(table, column))
        return self._by_column[table, column]

    def _found_to_differ(self, table: str, column: str) -> Iterator[Any]:
        places = self._carried.changed.get(table)
        if places is not None and column in self._tables[table].key:
            listed = ", ".join(map(str, places))
            question = f"SELECT DISTINCT {column} FROM {table} WHERE rowid IN ({listed})"
            yield from (value for (value,) in self._both[1].execute(question).fetchall())
            return
        question = f"SELECT {column}, (count(*), sum(hash(t))) FROM {table} AS t GROUP BY ALL"
        before, now = (dict(connection.execute(question).fetchall()) for connection in self._both)
        yield from (value for value in before.keys() | now.keys() if before.get(value) != now.get(value))
