"""The ledger: one line a submission, its findings, the fates of its rows, and the raw rows themselves.

Belongs here: writing and reading schemas `ledger` and `raw`. Does not belong here: deciding what to write
(`intake.receive`, `validation.outcome`).
"""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orchestration.intake.landing import LandedFile, SourceNote
from orchestration.intake.mapping import MappedFile, MappedTable
from orchestration.intake.recognition import Recognised
from orchestration.returns.description import FATES
from orchestration.validation.catalogue import Catalogue
from orchestration.validation.findings import Finding

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

IN_FORCE = ("accepted", "accepted_with_queries")


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


def is_received(connection: DuckDBPyConnection, file: LandedFile) -> bool:
    """Whether this very file, name and bytes, has a line already."""
    found = connection.execute(
        "SELECT 1 FROM ledger.submissions WHERE file_name = ? AND sha256 = ?", [file.name, file.sha256]
    ).fetchone()
    return found is not None


def same_bytes(connection: DuckDBPyConnection, sha256: str) -> str | None:
    """Name under which the same bytes were received before, or None."""
    found = connection.execute(
        "SELECT file_name FROM ledger.submissions WHERE sha256 = ? ORDER BY submission_id LIMIT 1", [sha256]
    ).fetchone()
    return str(found[0]) if found else None


def record_submission(
    connection: DuckDBPyConnection,
    file: LandedFile,
    recognised: Recognised | None,
    status: str,
    reason: str,
    mapped: MappedFile,
    note: SourceNote | None,
) -> Submission:
    """Write the line, the raw rows and the fates of one file; the caller holds the transaction.

    Returns:
        The line that was written, with its key and version.
    """
    submission_id = _next_id(connection)
    series = _series(recognised)
    version = _next_version(connection, series) if recognised else None
    counts = Counter[str]()
    for (_, fate, _), rows in mapped.fates.items():
        counts[fate] += rows
    values: list[Any] = [
        submission_id, now(), file.name, file.sha256, file.size, *series[:5],
        recognised.edition if recognised else None, version, status, reason, None,
        *(counts[fate] for fate in FATES),
        note.publisher if note else None, note.title if note else None, note.licence if note else None,
        note.is_illustrative if note else False,
    ]  # fmt: skip
    marks = ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO ledger.submissions VALUES ({marks})", values)
    _record_fates(connection, submission_id, mapped)
    if recognised:
        for table in mapped.tables:
            _land_table(connection, submission_id, recognised.description.raw_table(table.table), table)
    edition = recognised.edition if recognised else None
    return Submission(submission_id, file.name, *series[:5], edition, version, status)


def record_findings(
    connection: DuckDBPyConnection, submission: Submission, findings: Iterable[Finding], catalogue: Catalogue
) -> None:
    """Write findings, each with the sentence its submitter reads."""
    rows = {}
    found_at = now()
    for finding in findings:
        rule = catalogue[finding.rule_id]
        key = finding.finding_id(submission.submission_id)
        name = submission.file_name
        rows[key] = [
            key, rule.rule_id, submission.submission_id, submission.return_id, submission.force_id,
            submission.financial_year, name, finding.sheet, finding.cell, finding.row, finding.column,
            finding.natural_key, finding.value, finding.expected, rule.severity, finding.sentence(rule, name),
            finding.how_to_fix(rule, name), found_at,
        ]  # fmt: skip
    insert_rows(connection, "ledger.findings", list(rows.values()))


def reader_findings(connection: DuckDBPyConnection, submission_id: str) -> list[Finding]:
    """Findings that reading the file left, by rule alone: enough to decide on the outcome."""
    rows = connection.execute(
        "SELECT rule_id, sheet, row_number, value_given FROM ledger.findings "
        "WHERE submission_id = ? AND rule_id SIMILAR TO '[FS][0-9]+' ORDER BY finding_id",
        [submission_id],
    ).fetchall()
    return [Finding(rule_id, sheet=sheet, row=row, value=value) for rule_id, sheet, row, value in rows]


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
    found = _read(connection, f"{_SAME_SERIES} AND status IN ('accepted', 'accepted_with_queries')", submission)
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


def _series(recognised: Recognised | None) -> tuple[str | None, str | None, str | None, str | None, str | None]:
    if recognised is None:
        return (None, None, None, None, None)
    return (
        recognised.description.return_id, recognised.form.form_id, None, recognised.financial_year,
        recognised.variant,
    )  # fmt: skip


def _read(connection: DuckDBPyConnection, condition: str, submission: Submission) -> list[Submission]:
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM ledger.submissions WHERE {condition} ORDER BY submission_id",
        [
            submission.return_id, submission.form_id, submission.force_id, submission.financial_year,
            submission.variant,
        ],
    ).fetchall()  # fmt: skip
    return [Submission(*row) for row in rows]


def _next_id(connection: DuckDBPyConnection) -> str:
    count = connection.execute("SELECT count(*) FROM ledger.submissions").fetchone()
    return f"S{(count[0] if count else 0) + 1:06d}"


def _next_version(connection: DuckDBPyConnection, series: tuple[str | None, ...]) -> int:
    latest = connection.execute(
        f"SELECT max(version) FROM ledger.submissions WHERE {_SAME_SERIES}", list(series)
    ).fetchone()
    return (latest[0] or 0) + 1 if latest else 1


def _record_fates(connection: DuckDBPyConnection, submission_id: str, mapped: MappedFile) -> None:
    insert_rows(
        connection,
        "ledger.row_fates",
        [[submission_id, sheet, fate, reason, rows] for (sheet, fate, reason), rows in mapped.fates.items()],
    )
    insert_rows(
        connection,
        "raw.other_rows",
        [
            [submission_id, other.sheet, other.row, other.fate, other.reason, json.dumps(other.cells)]
            for other in mapped.other_rows
        ],
    )


def _land_table(connection: DuckDBPyConnection, submission_id: str, raw_name: str, table: MappedTable) -> None:
    family = ["_column"] if table.table.column_family else []
    insert_rows(
        connection,
        f"raw.{raw_name}",
        [
            [submission_id, table.sheet, row, *([letter] if family else []), *values]
            for row, letter, values in table.rows
        ],
        columns=["_submission_id", "_sheet", "_row", *family, *table.table.column_names],
    )
    insert_rows(
        connection,
        "ledger.column_places",
        [
            [submission_id, raw_name, table.sheet, name, heading, letter]
            for name, (heading, letter) in table.places.items()
        ],
    )
