"""The ledger: one line per submission and its state.

In scope: reading and changing lines, and inserting rows. Out of scope: writing a received file down
(`intake.record`), findings (`findings.record`), or deciding (`validation.outcome`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING, Any

from orchestration.warehouse.clock import now as now

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

IN_FORCE = ("accepted", "accepted_with_queries")
NOT_ACCEPTED = ("rejected", "unrecognised")
BY_FOLDER = "landing folder"  # channel of a file that was not fetched from a source


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


@dataclass(frozen=True)
class NewState:
    """The state that a submission is given, and which one it takes the place of."""

    submission_id: str
    status: str
    reason: str
    supersedes: str | None = None


def set_status(connection: DuckDBPyConnection, submission_id: str, status: str, reason: str) -> None:
    """Change the state of one submission."""
    set_statuses(connection, [NewState(submission_id, status, reason)])


def set_statuses(connection: DuckDBPyConnection, states: Sequence[NewState]) -> None:
    """Change the states of submissions, each of which is named once."""
    if not states:
        return
    with registered_rows(connection, [astuple(state) for state in states], [field.name for field in fields(NewState)]):
        connection.execute(
            "UPDATE ledger.submissions SET status = given.status, status_reason = given.reason, "
            "supersedes_submission_id = coalesce(CAST(given.supersedes AS VARCHAR), supersedes_submission_id) "
            "FROM registered_rows AS given WHERE submissions.submission_id = given.submission_id"
        )


def in_force(connection: DuckDBPyConnection, submissions: Sequence[Submission]) -> dict[str, Submission]:
    """Submission to the one of the same series that is in force, for those of which there is one."""
    names = ", ".join(f"standing.{name}" for name in _NAMES)
    with _as_table(connection, submissions):
        rows = connection.execute(
            f"SELECT own.submission_id, {names} FROM {_OWN} JOIN ledger.submissions AS standing "
            "ON standing.return_id = own.return_id AND standing.force_id IS NOT DISTINCT FROM own.force_id "
            "AND standing.financial_year IS NOT DISTINCT FROM own.financial_year "
            "AND standing.variant IS NOT DISTINCT FROM own.variant "
            "WHERE list_contains($in_force, standing.status) ORDER BY standing.submission_id DESC",
            {"in_force": list(IN_FORCE)},
        ).fetchall()
    return {own: Submission(*facts) for own, *facts in rows}


def current_in_previous_year(
    connection: DuckDBPyConnection, submissions: Sequence[Submission], most_rows: int | None = None
) -> dict[str, str]:
    """Submission to the key of the one in force of the same return, force and series a year earlier.

    Args:
        connection: The private file.
        submissions: The later ones.
        most_rows: Rows beyond which one is left alone, as a long list of lines that are new every year.
    """
    with _as_table(connection, submissions):
        rows = connection.execute(
            f"SELECT own.submission_id, standing.submission_id FROM {_OWN} JOIN ledger.submissions AS standing "
            "ON standing.return_id = own.return_id AND standing.force_id = own.force_id "
            "AND standing.variant = own.variant AND standing.financial_year = "
            "(CAST(left(own.financial_year, 4) AS INTEGER) - 1) || '/' || substr(own.financial_year, 3, 2) "
            "WHERE list_contains($in_force, standing.status) "
            "AND standing.rows_data <= coalesce($most_rows, standing.rows_data) ORDER BY standing.submission_id DESC",
            {"in_force": list(IN_FORCE), "most_rows": most_rows},
        ).fetchall()
    return dict(rows)


def series_in_force(connection: DuckDBPyConnection, return_id: str, force_id: str | None) -> list[Submission]:
    """Submissions in force of a return, of one force where it is given, the earliest year first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM ledger.submissions WHERE return_id = $return_id "
        "AND coalesce(force_id = $force_id, true) AND list_contains($in_force, status) "
        "ORDER BY financial_year, variant, submission_id",
        {"return_id": return_id, "force_id": force_id, "in_force": list(IN_FORCE)},
    ).fetchall()
    return [Submission(*row) for row in rows]


def sent_before(connection: DuckDBPyConnection, submissions: Sequence[Submission]) -> dict[str, str]:
    """Submission to the version and name of the latest one of its series with the very same bytes, as `1 (a.xlsx)`."""
    with _as_table(connection, submissions):
        rows = connection.execute(
            f"SELECT own.submission_id, earlier.version || ' (' || earlier.file_name || ')' FROM {_OWN} "
            "JOIN ledger.submissions AS line ON line.submission_id = own.submission_id "
            "JOIN ledger.submissions AS earlier ON earlier.sha256 = line.sha256 "
            "AND earlier.submission_id < line.submission_id AND earlier.return_id = own.return_id "
            "AND earlier.force_id IS NOT DISTINCT FROM own.force_id "
            "AND earlier.financial_year IS NOT DISTINCT FROM own.financial_year "
            "AND earlier.variant IS NOT DISTINCT FROM own.variant "
            "WHERE earlier.status IN ('superseded', 'withdrawn') ORDER BY earlier.submission_id"
        ).fetchall()
    return dict(rows)


def keys_of(submissions: Iterable[Submission]) -> list[str]:
    """Keys of submissions."""
    return [submission.submission_id for submission in submissions]


def pending(connection: DuckDBPyConnection, return_id: str) -> list[Submission]:
    """Submissions of a return that were landed and wait for validation, the earliest year and the oldest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM ledger.submissions WHERE return_id = ? AND status = 'received' "
        "ORDER BY financial_year, submission_id",
        [return_id],
    ).fetchall()
    return [Submission(*row) for row in rows]


def rows_landed(connection: DuckDBPyConnection, submissions: Iterable[Submission]) -> dict[str, int]:
    """Submission to the number of rows of figures that were landed of it."""
    rows = connection.execute(
        "SELECT submission_id, coalesce(rows_data, 0) FROM ledger.submissions "
        "WHERE submission_id IN (SELECT unnest($keys))",
        {"keys": keys_of(submissions)},
    ).fetchall()
    return dict(rows)


def insert_rows(
    connection: DuckDBPyConnection, table: str, rows: Sequence[Sequence[Any]], columns: Sequence[str] | None = None
) -> None:
    """Insert rows given as Python values, all at once; by the names of the columns where they are given."""
    if not rows:
        return
    by_name = " BY NAME" if columns else ""
    with registered_rows(connection, rows, columns):
        connection.execute(f"INSERT INTO {table}{by_name} SELECT * FROM registered_rows")


@contextmanager
def registered_rows(
    connection: DuckDBPyConnection, rows: Sequence[Sequence[Any]], columns: Sequence[str] | None
) -> Iterator[None]:
    """Rows given as Python values, as a table `registered_rows` while the block lasts."""
    import pandas as pd

    frame = pd.DataFrame(rows, columns=list(columns) if columns else None, dtype=object)
    # A frame can only be registered once the result before it was read to its end, which fetchone does not do.
    connection.execute("SELECT 1").fetchall()
    connection.register("registered_rows", frame)
    try:
        yield
    finally:
        connection.unregister("registered_rows")


@contextmanager
def _as_table(connection: DuckDBPyConnection, submissions: Sequence[Submission]) -> Iterator[None]:
    """Submissions as the table that `_OWN` reads: some are not in the ledger yet."""
    with registered_rows(connection, [[getattr(each, name) for name in _NAMES] for each in submissions], _NAMES):
        yield


_NAMES = [field.name for field in fields(Submission)]
_COLUMNS = ", ".join(_NAMES)
_OWN = f"(SELECT {', '.join(f'CAST({name} AS VARCHAR) AS {name}' for name in _NAMES)} FROM registered_rows) AS own"
