"""DuckDB's catalog, asked once for a whole database: tables, columns, keys and comments.

In scope: reading the catalog, and SQL for what it describes. Out of scope: rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_COPIED_CONSTRAINTS = {"PRIMARY KEY", "NOT NULL"}


@dataclass(frozen=True)
class CatalogColumn:
    """A column of a table: its name, its type in DuckDB, its description, and whether it may be empty."""

    name: str
    type: str
    comment: str | None
    may_be_empty: bool


@dataclass(frozen=True)
class CatalogTable:
    """A table as the catalog describes it.

    Attributes:
        schema: Its schema.
        name: Its name.
        comment: Its description.
        columns: Its columns, in their order.
        key: Columns of its primary key, in the order of the key; empty if it has none.
        other_constraints: Constraints that are neither a primary key nor NOT NULL, by their kind.
    """

    schema: str
    name: str
    comment: str | None
    columns: tuple[CatalogColumn, ...]
    key: tuple[str, ...]
    other_constraints: frozenset[str]

    @property
    def full_name(self) -> str:
        """Schema and name."""
        return f"{self.schema}.{self.name}"

    @property
    def shape(self) -> tuple[tuple[str, str], ...]:
        """Names and types of the columns."""
        return tuple((column.name, column.type) for column in self.columns)

    @property
    def key_in_order_of_columns(self) -> list[str]:
        """Columns of the primary key in the order of the table, in which published rows are written."""
        return [column.name for column in self.columns if column.name in self.key]

    def with_key(self, key: tuple[str, ...]) -> CatalogTable:
        """The same table with another primary key."""
        return replace(self, key=key)


def read_catalog(connection: DuckDBPyConnection, database: str, schemas: Iterable[str]) -> dict[str, CatalogTable]:
    """Every table of some schemas of an attached database, by its name with its schema.

    Tables that dbt makes on the way to others are not among them.
    """
    where = "WHERE database_name = ? AND list_contains(?, schema_name)"
    given = [database, list(schemas)]
    columns = defaultdict(list)
    for schema, table, *column in connection.execute(
        f"SELECT schema_name, table_name, column_name, data_type, comment, is_nullable FROM duckdb_columns() {where} "
        "ORDER BY schema_name, table_name, column_index",
        given,
    ).fetchall():
        columns[schema, table].append(CatalogColumn(*column))
    keys: dict[tuple[str, str], tuple[str, ...]] = {}
    others = defaultdict(set)
    for schema, table, kind, names in connection.execute(
        f"SELECT schema_name, table_name, constraint_type, constraint_column_names FROM duckdb_constraints() {where}",
        given,
    ).fetchall():
        if kind == "PRIMARY KEY":
            keys[schema, table] = tuple(names)
        elif kind not in _COPIED_CONSTRAINTS:
            others[schema, table].add(kind)
    tables = connection.execute(
        f"SELECT schema_name, table_name, comment FROM duckdb_tables() {where} "
        "AND NOT table_name LIKE '%\\_\\_dbt\\_%' ESCAPE '\\' ORDER BY ALL",
        given,
    ).fetchall()
    return {
        f"{schema}.{table}": CatalogTable(
            schema, table, comment, tuple(columns[schema, table]), keys.get((schema, table), ()),
            frozenset(others[schema, table]),
        )
        for schema, table, comment in tables
    }  # fmt: skip


def set_comments(connection: DuckDBPyConnection, database: str, table: CatalogTable) -> None:
    """Describe a table and its columns as the catalog of another database does."""
    name = f"{database}.{table.full_name}"
    described = [(f"COLUMN {name}.{column.name}", column.comment) for column in table.columns]
    connection.execute(
        "".join(
            f"COMMENT ON {target} IS '{escaped(comment)}';"
            for target, comment in [(f"TABLE {name}", table.comment), *described]
            if comment
        )
    )


def escaped(text: object) -> str:
    """A text or a path for use inside single quotes in SQL."""
    return str(text).replace("'", "''")


def quoted(path: Path) -> str:
    """A path for use inside single quotes in SQL."""
    return escaped(path)
