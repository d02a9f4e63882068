"""Fingerprints of what tables contain, which tell whether a table differs from that of the previous release.

In scope: taking and computing fingerprints. Out of scope: what is done with a table that differs.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def recorded_contents(connection: DuckDBPyConnection) -> dict[str, str]:
    """Fingerprint of each table, by its name with its schema, as the build recorded it; none before the first build."""
    ((exists,),) = connection.execute(
        "SELECT count(*) FROM duckdb_tables() "
        "WHERE database_name = 'warehouse' AND schema_name = 'ledger' AND table_name = 'tables_built'"
    ).fetchall()
    if not exists:
        return {}
    return dict(
        connection.execute(
            "SELECT relation, content FROM warehouse.ledger.tables_built WHERE content IS NOT NULL"
        ).fetchall()
    )


def compute_contents(connection: DuckDBPyConnection, database: str, tables: Collection[str]) -> dict[str, str]:
    """Fingerprint of all rows of some tables of an attached database, whatever the order of the rows."""
    if not tables:
        return {}
    questions = [
        f"SELECT '{name}', count(*) || ':' || coalesce(sum(hash(t)), 0) FROM {database}.{name} AS t" for name in tables
    ]
    return dict(connection.execute(" UNION ALL ".join(questions)).fetchall())


def count_rows(connection: DuckDBPyConnection, database: str, tables: Collection[str]) -> dict[str, int]:
    """Number of rows of some tables of an attached database."""
    if not tables:
        return {}
    questions = [f"SELECT '{name}', count(*) FROM {database}.{name}" for name in tables]
    return dict(connection.execute(" UNION ALL ".join(questions)).fetchall())
