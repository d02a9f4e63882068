"""What a release says of its tables: columns with description, unit and type, and the key.

In scope: reading the dictionary of a release. Out of scope: rows, or what is made of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

# Table and column, to the table and column it refers to.
Relations = Mapping[tuple[str, str], tuple[str, str]]


@dataclass(frozen=True)
class PublishedColumn:
    """A column: its type in DuckDB, its unit (`none` without one), whether it is part of the key and may be empty."""

    name: str
    type: str
    description: str
    unit: str
    is_key: bool
    may_be_empty: bool


@dataclass(frozen=True)
class PublishedTable:
    """A table of a release with what its dictionary says."""

    schema: str
    name: str
    description: str
    columns: tuple[PublishedColumn, ...]

    @property
    def full_name(self) -> str:
        """Schema and name."""
        return f"{self.schema}.{self.name}"

    @property
    def key(self) -> list[str]:
        """Columns of the primary key, in the order of the table."""
        return [column.name for column in self.columns if column.is_key]


def read_published_tables(database: Path) -> dict[str, PublishedTable]:
    """Every table of a release's file, by its name with its schema."""
    import duckdb

    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute(
            """
            SELECT c.schema_name, c.table_name, c.column_name, c.data_type, coalesce(c.comment, ''),
                   coalesce(d.unit, 'none'), coalesce(d.is_key, false), c.is_nullable, coalesce(t.comment, '')
            FROM duckdb_columns() AS c
            JOIN duckdb_tables() AS t USING (database_name, schema_name, table_name)
            LEFT JOIN release.data_dictionary AS d
              ON d.schema_name = c.schema_name AND d.table_name = c.table_name AND d.column_name = c.column_name
            WHERE c.database_name = current_database()
            ORDER BY c.schema_name, c.table_name, c.column_index
            """
        ).fetchall()
    tables = {}
    for (schema, name), rows in groupby(found, key=lambda row: (row[0], row[1])):
        columns = list(rows)
        described = tuple(PublishedColumn(*column[2:8]) for column in columns)
        tables[f"{schema}.{name}"] = PublishedTable(schema, name, columns[0][8], described)
    return tables


def relations_of(table: PublishedTable, relations: Relations) -> list[tuple[str, str, str]]:
    """Columns of a table that refer to the key of a table, in their order: column, table, column of that table."""
    return [
        (column.name, *relations[table.full_name, column.name])
        for column in table.columns
        if (table.full_name, column.name) in relations
    ]
