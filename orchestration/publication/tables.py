"""The published DuckDB file: copying the contracted tables with their keys and comments.

Belongs here: copying, describing and checking tables. Does not belong here: the folder of a release
(`publication.publish`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.publication.catalog import primary_key, quoted, set_comment
from orchestration.publication.release_tables import write_release_tables
from orchestration.publication.state import Release
from orchestration.warehouse.database import STORAGE_VERSION
from orchestration.warehouse.models import PUBLISHED_SCHEMAS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class PublicationError(Exception):
    """A release that does not hold what it must; the message says what is wrong."""


@dataclass(frozen=True)
class Table:
    """One published table."""

    schema: str
    name: str
    rows: int

    @property
    def full_name(self) -> str:
        """Schema and name."""
        return f"{self.schema}.{self.name}"


def write_database(
    warehouse: Path, target: Path, manifest: dict[str, Any], releases: list[Release], release_row: dict[str, Any]
) -> list[Table]:
    """Write the published file.

    Args:
        warehouse: The private file; read only.
        target: The file to write.
        manifest: dbt's manifest, for descriptions and units.
        releases: Earlier releases, for the history.
        release_row: The line of this release.

    Returns:
        The tables written.

    Raises:
        PublicationError: If a copied table lost rows, its key or its comments.
    """
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"ATTACH '{quoted(warehouse)}' AS warehouse (READ_ONLY)")
        connection.execute(f"ATTACH '{quoted(target)}' AS published (STORAGE_VERSION '{STORAGE_VERSION}')")
        for schema in PUBLISHED_SCHEMAS:
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS published.{schema}")
        keys = _keys_of_the_release(manifest)
        for schema, name, statement in _source_tables(connection):
            _copy_table(connection, schema, name, statement, keys.get((schema, name)))
        write_release_tables(connection, manifest, releases, release_row)
        tables = _verified(connection, manifest)
        connection.execute("CHECKPOINT published")
    return tables


def _source_tables(connection: DuckDBPyConnection) -> list[tuple[str, str, str]]:
    return connection.execute(
        "SELECT schema_name, table_name, sql FROM duckdb_tables() "
        "WHERE database_name = 'warehouse' AND list_contains(?, schema_name) "
        "AND NOT table_name LIKE '%\\_\\_dbt\\_%' ESCAPE '\\' ORDER BY ALL",
        [list(PUBLISHED_SCHEMAS)],
    ).fetchall()


def _keys_of_the_release(manifest: dict[str, Any]) -> dict[tuple[str, str], list[str]]:
    """Keys that only the release has: on a table of millions of rows a key doubles the time of building it."""
    return {
        (node["schema"], node["alias"]): node["config"]["meta"]["key_of_the_release"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["config"]["meta"].get("key_of_the_release")
    }


def _copy_table(
    connection: DuckDBPyConnection, schema: str, name: str, statement: str, key_of_the_release: list[str] | None
) -> None:
    # The statement that made the table carries its keys; a CREATE TABLE AS would lose them.
    connection.execute("USE published")
    connection.execute(statement)
    key = key_of_the_release or primary_key(connection, "published", schema, name)
    order = f" ORDER BY {', '.join(key)}" if key else ""
    connection.execute(f"INSERT INTO published.{schema}.{name} SELECT * FROM warehouse.{schema}.{name}{order}")
    if key_of_the_release:
        connection.execute(f"ALTER TABLE published.{schema}.{name} ADD PRIMARY KEY ({', '.join(key_of_the_release)})")
    comments = connection.execute(
        "SELECT column_name, comment FROM duckdb_columns() WHERE database_name = 'warehouse' "
        "AND schema_name = ? AND table_name = ? AND comment IS NOT NULL",
        [schema, name],
    ).fetchall()
    for column, comment in comments:
        set_comment(connection, f"COLUMN published.{schema}.{name}.{column}", comment)
    about = connection.execute(
        "SELECT comment FROM duckdb_tables() WHERE database_name = 'warehouse' AND schema_name = ? AND table_name = ?",
        [schema, name],
    ).fetchone()
    if about and about[0]:
        set_comment(connection, f"TABLE published.{schema}.{name}", about[0])


def _verified(connection: DuckDBPyConnection, manifest: dict[str, Any]) -> list[Table]:
    """The tables as written, after checking that nothing was lost on the way."""
    rows = connection.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'published' ORDER BY ALL"
    ).fetchall()
    wanted = {
        (node["schema"], node["alias"])
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] in PUBLISHED_SCHEMAS
    }
    missing = wanted - set(rows)
    if missing:
        raise PublicationError(f"The release lacks tables that were built: {sorted(missing)}.")
    tables = []
    for schema, name in rows:
        count = _count(connection, f"published.{schema}.{name}")
        if (schema, name) in wanted and count != _count(connection, f"warehouse.{schema}.{name}"):
            raise PublicationError(f"{schema}.{name} has {count} rows in the release, not as many as were built.")
        if not primary_key(connection, "published", schema, name):
            raise PublicationError(f"{schema}.{name} has no primary key in the release.")
        tables.append(Table(schema, name, count))
    silent = connection.execute(
        "SELECT schema_name || '.' || table_name || '.' || column_name FROM duckdb_columns() "
        "WHERE database_name = 'published' AND comment IS NULL ORDER BY 1"
    ).fetchall()
    if silent:
        raise PublicationError(f"Columns without a description: {', '.join(name for (name,) in silent[:10])}.")
    return tables


def _count(connection: DuckDBPyConnection, name: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {name}").fetchone()
    return int(row[0]) if row else 0
