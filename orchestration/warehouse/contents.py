"""Fingerprints of what stands in the private file: rows of tables, submissions in force.

In scope: computing them, and those that the last build wrote down. Out of scope: what follows when one differs
(`warehouse.runner`, `publication`).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from orchestration.settings import Settings
from orchestration.warehouse.ledger import IN_FORCE

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Of a larger table the rows are not compared: what it was built from stands for them, and what reads it follows.
MOST_ROWS_COMPARED = 5_000_000


def contents_of_tables(connection: DuckDBPyConnection) -> dict[str, str]:
    """Seed or table to the fingerprint of its rows, as it was last built."""
    found = connection.execute("SELECT relation, content FROM ledger.tables_built WHERE kind <> 'view'").fetchall()
    return dict(found)


def content_of(connection: DuckDBPyConnection, relation: str) -> str | None:
    """Fingerprint of columns and rows, whatever the order of the rows; None where there are too many to compare."""
    columns = connection.execute(f"FROM {relation} LIMIT 0").description
    counted = connection.execute(
        f"SELECT count(*), CASE WHEN count(*) <= {MOST_ROWS_COMPARED} THEN 1 END FROM {relation}"
    ).fetchall()
    ((count, is_compared),) = counted
    if not is_compared:
        return None
    ((total,),) = connection.execute(f"SELECT sum(CAST(hash(given) AS HUGEINT)) FROM {relation} AS given").fetchall()
    return digest([column[:2] for column in columns or []], count, total)


def submissions_by_return(connection: DuckDBPyConnection, settings: Settings) -> dict[str, str]:
    """Return to a fingerprint of its submissions in force and in the release: rows once landed do not change."""
    rows = connection.execute(
        "SELECT return_id, list(submission_id ORDER BY submission_id) FROM ledger.submissions "
        "WHERE list_contains($in_force, status) AND (NOT coalesce(is_illustrative, false) OR $with_illustrative "
        "OR NOT EXISTS (FROM ledger.submissions AS others WHERE list_contains($in_force, others.status) "
        "AND NOT coalesce(others.is_illustrative, false))) GROUP BY ALL",
        {"in_force": list(IN_FORCE), "with_illustrative": settings.with_illustrative},
    ).fetchall()
    return {return_id: digest(submissions) for return_id, submissions in rows}


def columns_of(connection: DuckDBPyConnection, query: str) -> dict[str, str]:
    """Columns of a query, each with its type."""
    return {name: kind for name, kind, *_ in connection.execute(f"DESCRIBE {query}").fetchall()}


def digest(*facts: object) -> str:
    """Fingerprint of facts that have one and the same text whenever they are equal."""
    return hashlib.sha256(repr(facts).encode()).hexdigest()
