"""Asking a release for what its pages show.

In scope: how a page asks. Out of scope: what a page asks (`release_sections`, `position`, `collaboration`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Row = dict[str, Any]


class ReleaseReader:
    """Answers questions from a release's file."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self._connection = connection

    def rows(self, question: str, *values: object) -> list[Row]:
        """Every row of the answer, by column name."""
        cursor = self._connection.execute(question, list(values))
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def one(self, question: str, *values: object) -> Row:
        """The only row of the answer.

        Raises:
            LookupError: If there is none, or more than one.
        """
        rows = self.rows(question, *values)
        if len(rows) != 1:
            raise LookupError(f"One row was expected, {len(rows)} were found: {question}")
        return rows[0]


@contextmanager
def open_release(database: Path) -> Iterator[ReleaseReader]:
    """Open a release's file read-only."""
    import duckdb

    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield ReleaseReader(connection)
