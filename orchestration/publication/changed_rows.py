"""Tables of which only values differ from those of the release in force: the rows are changed where they stand.

A corrected workbook changes a few hundred of a table's 800,000 rows. In scope: finding these rows, and writing them
over those of a copied file. Out of scope: tables that have gained or lost rows, which are written whole (`tables`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestration.publication.catalog import CatalogTable
from orchestration.warehouse.contents import content_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Beyond this share of the rows a table is written whole.
_MOST_CHANGED = 0.05


@dataclass(frozen=True)
class ChangedRows:
    """What differs in a table that has the keys it had in the release before.

    Attributes:
        table: The table.
        relation: Temporary table with the rows that differ, as they are now.
    """

    table: CatalogTable
    relation: str

    def match_on(self, one: str, other: str) -> str:
        """Condition under which two rows have the same key."""
        return " AND ".join(f"{one}.{column} = {other}.{column}" for column in self.table.key)


@contextmanager
def changed_rows(connection: DuckDBPyConnection, tables: Iterable[CatalogTable]) -> Iterator[dict[str, ChangedRows]]:
    """Find the rows that differ, for those of some tables that have few of them and the same keys as before.

    Args:
        connection: Has the private file open as `warehouse` and the file of the release in force as `previous`.
        tables: Tables that both have, with the same columns and keys.

    Yields:
        Rows that differ, by the name of the table with its schema; they are gone when the block ends.
    """
    found: dict[str, ChangedRows] = {}
    try:
        for table in tables:
            each = ChangedRows(table, f"temp.main.changed_{table.schema}_{table.name}")
            found[table.full_name] = each
            if not _collect(connection, each):
                _forget(connection, found.pop(table.full_name))
        yield found
    finally:
        for each in found.values():
            _forget(connection, each)


def write_over(connection: DuckDBPyConnection, changed: ChangedRows, content: str) -> bool:
    """Write rows that differ over those that `published` has of the release before.

    Args:
        connection: Has the copied file attached as `published`, in a transaction.
        changed: The rows.
        content: Fingerprint of the table as it was built.

    Returns:
        Whether the table has that fingerprint now; if not, it has to be written whole.
    """
    name = f"published.{changed.table.full_name}"
    others = [column.name for column in changed.table.columns if column.name not in changed.table.key]
    questions = ", ".join(f"coalesce(bool_or(n.{column} IS DISTINCT FROM o.{column}), false)" for column in others)
    (differs,) = connection.execute(
        f"SELECT {questions} FROM {changed.relation} AS n JOIN {name} AS o ON {changed.match_on('n', 'o')}"
    ).fetchall()
    # A column that is not written keeps its blocks in the file.
    written = [f"{column} = n.{column}" for column, is_other in zip(others, differs, strict=True) if is_other]
    connection.execute(
        f"UPDATE {name} AS o SET {', '.join(written)} FROM {changed.relation} AS n WHERE {changed.match_on('n', 'o')}"
    )
    return content_of(connection, name) == content


def places_of(connection: DuckDBPyConnection, changed: ChangedRows) -> list[int]:
    """Places of the rows in the published table, from 0: its rows stand in the order of the key."""
    found = connection.execute(
        f"SELECT o.rowid FROM published.{changed.table.full_name} AS o SEMI JOIN {changed.relation} AS n "
        f"ON {changed.match_on('n', 'o')} ORDER BY 1"
    )
    return [place for (place,) in found.fetchall()]


def _collect(connection: DuckDBPyConnection, changed: ChangedRows) -> bool:
    """Put rows that differ into their temporary table, and say whether they may be written over those before."""
    name = changed.table.full_name
    ((now, before),) = connection.execute(
        f"SELECT (SELECT count(*) FROM warehouse.{name}), (SELECT count(*) FROM previous.{name})"
    ).fetchall()
    if now != before:
        return False
    connection.execute(
        f"CREATE TEMP TABLE {changed.relation} AS SELECT n.* FROM warehouse.{name} AS n "
        f"ANTI JOIN (SELECT hash(row) AS rows_hash FROM previous.{name} AS row) AS o ON hash(n) = o.rows_hash"
    )
    # As many rows as before, and every new one has the key of one before: the keys are the same.
    ((differing, known),) = connection.execute(
        f"SELECT (SELECT count(*) FROM {changed.relation}), (SELECT count(*) FROM {changed.relation} AS n "
        f"SEMI JOIN previous.{name} AS o ON {changed.match_on('n', 'o')})"
    ).fetchall()
    return bool(0 < differing <= _MOST_CHANGED * now and differing == known)


def _forget(connection: DuckDBPyConnection, changed: ChangedRows) -> None:
    connection.execute(f"DROP TABLE IF EXISTS {changed.relation}")
