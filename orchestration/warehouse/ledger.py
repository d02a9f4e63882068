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


def in_force_a_year_before(
    connection: DuckDBPyConnection, submission: Submission, most_rows: int | None = None
) -> str | None:
    """Key of the submission in force of the same return, force and series a year earlier, or None.

    Args:
        connection: The private file.
        submission: The later one.
        most_rows: Rows beyond which it is left alone, as a long list of lines that are new every year.
    """
    if submission.force_id is None or submission.financial_year is None:
        return None
    start = int(submission.financial_year[:4]) - 1
    found = connection.execute(
        "SELECT submission_id FROM ledger.submissions WHERE return_id = ? AND force_id = ? AND financial_year = ? "
        "AND variant = ? AND list_contains(?, status) AND rows_data <= coalesce(?, rows_data)",
        [
            submission.return_id, submission.force_id, f"{start}/{(start + 1) % 100:02d}", submission.variant,
            list(IN_FORCE), most_rows,
        ],
    ).fetchall()  # fmt: skip
    return str(found[0][0]) if found else None


def pending(connection: DuckDBPyConnection, return_id: str) -> list[Submission]:
    """Submissions of a return that were landed and wait for validation, the earliest year and the oldest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM ledger.submissions WHERE return_id = ? AND status = 'received' "
        "ORDER BY financial_year, submission_id",
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
    # A frame can only be registered once the result before it was read to its end, which fetchone does not do.
    connection.execute("SELECT 1").fetchall()
    connection.register("rows_to_insert", frame)
    by_name = " BY NAME" if columns else ""
    connection.execute(f"INSERT INTO {table}{by_name} SELECT * FROM rows_to_insert")
    connection.unregister("rows_to_insert")


_COLUMNS = "submission_id, file_name, return_id, form_id, force_id, financial_year, variant, edition, version, status"
_SAME_SERIES = (
    "return_id = ? AND force_id IS NOT DISTINCT FROM ? "
    "AND financial_year IS NOT DISTINCT FROM ? AND variant IS NOT DISTINCT FROM ?"
)


def _read(connection: DuckDBPyConnection, condition: str, submission: Submission) -> list[Submission]:
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM ledger.submissions WHERE {condition} ORDER BY submission_id",
        [submission.return_id, submission.force_id, submission.financial_year, submission.variant],
    ).fetchall()
    return [Submission(*row) for row in rows]
