"""The published DuckDB file: the contracted tables with their keys and comments.

Where the release in force was made by the same code, its file is copied: tables that differ are written anew, or
changed where they stand if only values differ (`publication.changed_rows`).
In scope: copying, describing and checking tables. Out of scope: the folder of a release (`publication.publish`).
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.publication.carried import LastRelease, unchanged_tables
from orchestration.publication.catalog import CatalogTable, quoted, read_catalog, set_comments
from orchestration.publication.changed_rows import ChangedRows, changed_rows, places_of, write_over
from orchestration.publication.contents import compute_contents, count_rows, recorded_contents
from orchestration.publication.model_facts import ModelFacts
from orchestration.publication.named_views import write_named_views
from orchestration.publication.release_tables import RELEASE_TABLES, write_dictionary, write_release_tables
from orchestration.publication.state import DATABASE, Release
from orchestration.warehouse.database import transaction
from orchestration.warehouse.models import PUBLISHED_SCHEMAS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# A part of a text key takes 24 bytes in a file of this version and up to 88 in a later one; small blocks suit a hundred
# small tables. Two national years: 97 MB with v1.2.0 and blocks of 256 KiB, 66 MB with small blocks, 45 MB with both.
RELEASE_STORAGE = "STORAGE_VERSION 'v1.0.0', BLOCK_SIZE 16384"
_MOST_FREE_BLOCKS = 0.25


class PublicationError(Exception):
    """A release that does not hold what it must; the message says what is wrong."""


@dataclass(frozen=True)
class Table:
    """One published table.

    Attributes:
        schema: Its schema.
        name: Its name.
        rows: Number of its rows.
        content: Fingerprint of what they contain.
        changed: Places of the rows, from 0, that differ from those of the last release, where that has the same keys;
            None where the table was written whole.
    """

    schema: str
    name: str
    rows: int
    content: str
    changed: tuple[int, ...] | None = None

    @property
    def full_name(self) -> str:
        """Schema and name."""
        return f"{self.schema}.{self.name}"


def write_database(
    connection: DuckDBPyConnection,
    target: Path,
    facts: ModelFacts,
    release_row: Mapping[str, Any],
    previous: Release | None = None,
    last: LastRelease | None = None,
) -> list[Table]:
    """Write the published file.

    Args:
        connection: Has the private file open as `warehouse`; nothing in it is changed.
        target: The file to write; it must not exist.
        facts: What the models say of the tables.
        release_row: The line of this release.
        previous: The release in force, for the history and for what was revised.
        last: The same release, if its file may be taken over.

    Returns:
        The tables of the file.

    Raises:
        PublicationError: If a table is missing, or lost rows, its key or its comments.
    """
    with _attached(connection, previous.folder / DATABASE if previous else None, "previous", "READ_ONLY"):
        built = _built_tables(connection, facts)
        contents = recorded_contents(connection)
        missing = [name for name in built if name not in contents]
        contents = {name: contents[name] for name in built if name in contents}
        contents |= compute_contents(connection, "warehouse", missing)
        may_be_amended = last is not None and _may_be_amended(connection, built)
        kept = unchanged_tables(last, contents) if may_be_amended else frozenset()
        differing = [table for name, table in built.items() if name not in kept] if kept else []
        with changed_rows(connection, differing) as changed:
            if last and kept:
                shutil.copyfile(last.database, target)
            with _attached(connection, target, "published", RELEASE_STORAGE):
                if kept:
                    _make_room(connection, [*(built.keys() - kept - changed.keys()), *RELEASE_TABLES])
                with transaction(connection):
                    amended = _write_tables(connection, built, kept, changed, contents)
                    same = unchanged_tables(last, contents)
                    write_release_tables(connection, release_row, previous, same, facts, amended)
                    catalog = read_catalog(connection, "published", PUBLISHED_SCHEMAS)
                    write_dictionary(connection, catalog, facts.units)
                    write_named_views(connection, catalog)
                    tables = _verified(connection, built, catalog, contents, amended)
                connection.execute("CHECKPOINT published")
    return tables


@contextmanager
def _attached(connection: DuckDBPyConnection, path: Path | None, name: str, options: str) -> Iterator[None]:
    """Have a file attached under a name, if there is one, for as long as the block runs."""
    if path is None:
        yield
        return
    connection.execute(f"ATTACH '{quoted(path)}' AS {name} ({options})")
    try:
        yield
    finally:
        connection.execute(f"DETACH {name}")


def _built_tables(connection: DuckDBPyConnection, facts: ModelFacts) -> dict[str, CatalogTable]:
    """The tables to publish, as they were built, with the keys that a release gives them."""
    built = read_catalog(connection, "warehouse", PUBLISHED_SCHEMAS)
    missing = facts.tables - built.keys()
    if missing:
        raise PublicationError(f"The release lacks tables that were built: {sorted(missing)}.")
    for name, table in built.items():
        if table.other_constraints:
            kinds = ", ".join(sorted(table.other_constraints))
            raise PublicationError(f"{name} has a constraint that a release does not copy: {kinds}.")
    return {name: table.with_key(facts.keys_of_the_release.get(name, table.key)) for name, table in built.items()}


def _may_be_amended(connection: DuckDBPyConnection, built: Mapping[str, CatalogTable]) -> bool:
    """Whether the previous file has the same tables, columns and keys, and little room that nothing uses."""
    before = read_catalog(connection, "previous", PUBLISHED_SCHEMAS)
    shapes = {name: (table.shape, table.key) for name, table in before.items() if name not in RELEASE_TABLES}
    if shapes != {name: (table.shape, table.key) for name, table in built.items()}:
        return False
    ((free, total),) = connection.execute(
        "SELECT free_blocks, total_blocks FROM pragma_database_size() WHERE database_name = 'previous'"
    ).fetchall()
    return bool(free <= _MOST_FREE_BLOCKS * total)


def _make_room(connection: DuckDBPyConnection, replaced: list[str]) -> None:
    """Remove the tables that are written again, so that they find the room of those before them free."""
    connection.execute("".join(f"DROP TABLE published.{name};" for name in replaced) + "CHECKPOINT published")


def _write_tables(
    connection: DuckDBPyConnection,
    built: Mapping[str, CatalogTable],
    kept: Collection[str],
    changed: Mapping[str, ChangedRows],
    contents: Mapping[str, str],
) -> dict[str, ChangedRows]:
    """Write every table that is not kept, and give those of which only rows were written over."""
    for schema in PUBLISHED_SCHEMAS:
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS published.{schema}")
    amended = {}
    for name, table in built.items():
        if name in kept:
            continue
        if name in changed and write_over(connection, changed[name], contents[name]):
            amended[name] = changed[name]
        else:
            _copy_table(connection, table)
    return amended


def _copy_table(connection: DuckDBPyConnection, table: CatalogTable) -> None:
    name = f"published.{table.full_name}"
    columns = ", ".join(
        f"{column.name} {column.type}{'' if column.may_be_empty else ' NOT NULL'}" for column in table.columns
    )
    connection.execute(f"CREATE OR REPLACE TABLE {name} ({columns})")
    order = f" ORDER BY {', '.join(table.key_in_order_of_columns)}" if table.key else ""
    connection.execute(f"INSERT INTO {name} SELECT * FROM warehouse.{table.full_name}{order}")
    # A key that is made over all rows at once takes less room and time than one that grows.
    if table.key:
        connection.execute(f"ALTER TABLE {name} ADD PRIMARY KEY ({', '.join(table.key)})")
    set_comments(connection, "published", table)


def _verified(
    connection: DuckDBPyConnection,
    built: Mapping[str, CatalogTable],
    catalog: Mapping[str, CatalogTable],
    contents: Mapping[str, str],
    amended: Mapping[str, ChangedRows],
) -> list[Table]:
    """The tables as written, after checking that nothing was lost on the way."""
    rows = count_rows(connection, "published", catalog.keys())
    for name, count in count_rows(connection, "warehouse", built.keys()).items():
        if rows.get(name) != count:
            raise PublicationError(f"{name} has {rows.get(name)} rows in the release, and {count} were built.")
    for name, table in catalog.items():
        if not table.key:
            raise PublicationError(f"{name} has no primary key in the release.")
    silent = [
        f"{name}.{column.name}" for name, table in catalog.items() for column in table.columns if not column.comment
    ]
    if silent:
        raise PublicationError(f"Columns without a description: {', '.join(silent[:10])}.")
    of_release = compute_contents(connection, "published", RELEASE_TABLES)
    places = {name: tuple(places_of(connection, each)) for name, each in amended.items()}
    return [
        Table(table.schema, table.name, rows[name], contents.get(name) or of_release[name], places.get(name))
        for name, table in catalog.items()
    ]
