"""Small questions to DuckDB's catalog that several steps of a publication ask."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def primary_key(connection: DuckDBPyConnection, database: str, schema: str, name: str) -> list[str]:
    """Columns of a table's primary key; empty if it has none."""
    found = connection.execute(
        "SELECT constraint_column_names FROM duckdb_constraints() WHERE database_name = ? "
        "AND schema_name = ? AND table_name = ? AND constraint_type = 'PRIMARY KEY'",
        [database, schema, name],
    ).fetchone()
    return list(found[0]) if found else []


def set_comment(connection: DuckDBPyConnection, target: str, comment: str) -> None:
    """Describe a table or column; `target` is as in `TABLE marts.savings`."""
    escaped = comment.replace("'", "''")
    connection.execute(f"COMMENT ON {target} IS '{escaped}'")


def quoted(path: Path) -> str:
    """A path for use inside single quotes in SQL."""
    return str(path).replace("'", "''")
