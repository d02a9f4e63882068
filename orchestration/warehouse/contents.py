"""Fingerprints of what stands in the private file: rows of tables, submissions in force.

In scope: computing them, and those that the last build wrote down. Out of scope: what follows when one differs
(`warehouse.runner`, `publication`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestration.settings import Settings
from orchestration.warehouse.by_year import YEAR
from orchestration.warehouse.ledger import IN_FORCE

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Of a larger table the rows are not compared: what it was built from stands for them, and what reads it follows.
MOST_ROWS_COMPARED = 5_000_000


def contents_of_tables(connection: DuckDBPyConnection) -> dict[str, str]:
    """Seed or table to the fingerprint of its rows, as it was last built."""
    found = connection.execute("SELECT relation, content FROM ledger.tables_built WHERE kind <> 'view'").fetchall()
    return dict(found)


@dataclass(frozen=True)
class Content:
    """Fingerprint of what a table holds, whatever the order of its rows.

    Attributes:
        all: Of its columns and all of its rows.
        years: Of the rows of each financial year, those without one under ""; None where no column is of years.
    """

    all: str
    years: dict[str, str] | None = None


def content_of(connection: DuckDBPyConnection, relation: str) -> str | None:
    """Fingerprint of columns and rows, whatever the order of the rows; None where there are too many to compare."""
    found = content_by_year(connection, relation)
    return found.all if found else None


def content_by_year(connection: DuckDBPyConnection, relation: str) -> Content | None:
    """Fingerprints of columns and rows, and of the rows of each year; None where there are too many to compare."""
    columns = [column[:2] for column in connection.execute(f"FROM {relation} LIMIT 0").description or []]
    ((count,),) = connection.execute(f"SELECT count(*) FROM {relation}").fetchall()
    if count > MOST_ROWS_COMPARED:
        return None
    has_years = any(name == YEAR for name, _ in columns)
    year = f"coalesce({YEAR}, '')" if has_years else "''"
    rows = connection.execute(
        f"SELECT {year} AS year, count(*), sum(CAST(hash(given) AS HUGEINT)) FROM {relation} AS given "
        "GROUP BY ALL HAVING count(*) > 0"
    ).fetchall()
    total = sum(total for _, _, total in rows) if rows else None
    years = {year: digest(columns, rows_of_year, total) for year, rows_of_year, total in rows}
    return Content(digest(columns, count, total), years if has_years else None)


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
