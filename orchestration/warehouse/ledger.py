"""The ledger: one line a submission and its state.

Belongs here: reading and changing lines, and inserting rows. Does not belong here: writing a received file down
(`intake.record`), findings (`validation.record`), or deciding (`validation.outcome`).
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

IN_FORCE = ("accepted", "accepted_with_queries")
TURNED_AWAY = ("rejected", "unrecognised")


@dataclass(frozen=True)
class Submission:
    """The part of a ledger line that later steps need."""

    submission_id: str
    file_name: str
    return_id: str | None
    form_id: str | None
    force_id: str | None
    financial_year: str | None
    variant: str | None
    edition: str | None
    version: int | None
    status: str


def now() -> datetime.datetime:
    """The present time in UTC, as the warehouse keeps it: without a zone."""
    return datetime.datetime.now(datetime.UTC).replace(tzinfo=None)


def line_of_file(connection: DuckDBPyConnection, file_name: str, sha256: str) -> tuple[str, str] | None:
    """Key and state of the latest line of this very file, name and bytes; None if it has no line."""
    found = connection.execute(
        "SELECT submission_id, status FROM ledger.submissions WHERE file_name = ? AND sha256 = ? "
        "ORDER BY submission_id DESC LIMIT 1",
        [file_name, sha256],
    ).fetchone()
    return (str(found[0]), str(found[1])) if found else None


def same_bytes(connection: DuckDBPyConnection, sha256: str) -> str | None:
    """Name under which the same bytes were taken in before, or None; bytes that were turned away do not count."""
    found = connection.execute(
        "SELECT file_name FROM ledger.submissions WHERE sha256 = ? AND NOT list_contains(?, status) "
        "ORDER BY submission_id LIMIT 1",
        [sha256, list(TURNED_AWAY)],
    ).fetchone()
    return str(found[0]) if found else None


def set_status(
    connection: DuckDBPyConnection,
    submission_id: str,
    status: str,
    reason: str,
    supersedes: str | None = None,
) -> None:
    """Change the state of one submission."""
    connection.execute(
        "UPDATE ledger.submissions SET status = ?, status_reason = ?, "
        "supersedes_submission_id = coalesce(?, supersedes_submission_id) WHERE submission_id = ?",
        [status, reason, supersedes, submission_id],
    )


def in_force(connection: DuckDBPyConnection, submission: Submission) -> Submission | None:
    """The submission of the same series that is in force, or None."""
    states = ", ".join(f"'{status}'" for status in IN_FORCE)
    found = _read(connection, f"{_SAME_SERIES} AND status IN ({states})", submission)
    return found[0] if found else None


def pending(connection: DuckDBPyConnection, return_id: str) -> list[Submission]:
    """Submissions of a return that were landed and wait for validation, oldest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM ledger.submissions WHERE return_id = ? AND status = 'received' ORDER BY submission_id",
        [return_id],
    ).fetchall()
    return [Submission(*row) for row in rows]


def insert_rows(
    connection: DuckDBPyConnection, table: str, rows: Sequence[Sequence[Any]], columns: Sequence[str] | None = None
) -> None:
    """Insert rows given as Python values, all at once; by the names of the columns where they are given."""
    if not rows:
        return
    import pandas as pd

    frame = pd.DataFrame(rows, columns=list(columns) if columns else None, dtype=object)
    connection.register("rows_to_insert", frame)
    by_name = " BY NAME" if columns else ""
    connection.execute(f"INSERT INTO {table}{by_name} SELECT * FROM rows_to_insert")
    connection.unregister("rows_to_insert")


_COLUMNS = "submission_id, file_name, return_id, form_id, force_id, financial_year, variant, edition, version, status"
_SAME_SERIES = (
    "return_id = ? AND form_id IS NOT DISTINCT FROM ? AND force_id IS NOT DISTINCT FROM ? "
    "AND financial_year IS NOT DISTINCT FROM ? AND variant IS NOT DISTINCT FROM ?"
)


def _read(connection: DuckDBPyConnection, condition: str, submission: Submission) -> list[Submission]:
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM ledger.submissions WHERE {condition} ORDER BY submission_id",
        [
            submission.return_id, submission.form_id, submission.force_id, submission.financial_year,
            submission.variant,
        ],
    ).fetchall()  # fmt: skip
    return [Submission(*row) for row in rows]


def next_id(connection: DuckDBPyConnection) -> str:
    """Key of the next line."""
    count = connection.execute("SELECT count(*) FROM ledger.submissions").fetchone()
    return f"S{(count[0] if count else 0) + 1:06d}"


def next_version(connection: DuckDBPyConnection, series: tuple[str | None, ...]) -> int:
    """Version that the next submission of a series gets: return, form, force, financial year, variant."""
    latest = connection.execute(
        f"SELECT max(version) FROM ledger.submissions WHERE {_SAME_SERIES}", list(series)
    ).fetchone()
    return (latest[0] or 0) + 1 if latest else 1
