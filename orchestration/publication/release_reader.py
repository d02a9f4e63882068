"""Asking a release for what its pages show.

In scope: how a page asks. Out of scope: what a page asks (`publication.site`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.publication.state import DamagedRelease

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

    def columns(self, question: str, *values: object) -> dict[str, list[Any]]:
        """Every column of the answer as a list; faster than rows for many."""
        found = self._connection.execute(question, list(values)).fetchnumpy()
        return {name: column.tolist() for name, column in found.items()}

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
    """Open a release's file read-only, to ask it.

    Raises:
        DamagedRelease: If the file is missing or damaged.
    """
    with connection_to(database) as connection:
        yield ReleaseReader(connection)


@contextmanager
def connection_to(database: Path) -> Iterator[DuckDBPyConnection]:
    """Open a release's file read-only, to read whole tables.

    Raises:
        DamagedRelease: If the file is missing or damaged.
    """
    import duckdb

    try:
        opened = duckdb.connect(str(database), read_only=True)
    except duckdb.Error as error:
        raise DamagedRelease(
            f"The database of the release, {database}, is missing or damaged. "
            "Put it back from a copy, or run icm load to publish again."
        ) from error
    with opened as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection
