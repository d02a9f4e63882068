"""Writing a received file down: its line in the ledger, its raw rows, and the fate of every row.

Belongs here: schemas `ledger` and `raw` as intake fills them. Does not belong here: deciding what to write
(`intake.receive`).
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from orchestration.intake.landing import LandedFile, SourceNote
from orchestration.intake.mapping import MappedFile, MappedTable
from orchestration.intake.recognition import Recognised
from orchestration.returns.description import FATES
from orchestration.warehouse.ledger import Submission, insert_rows, next_id, next_version, now

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


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
    submission_id = next_id(connection)
    series = _series(recognised)
    version = next_version(connection, series) if recognised else None
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


def _series(recognised: Recognised | None) -> tuple[str | None, str | None, str | None, str | None, str | None]:
    if recognised is None:
        return (None, None, None, None, None)
    return (
        recognised.description.return_id, recognised.form.form_id, None, recognised.financial_year,
        recognised.variant,
    )  # fmt: skip


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
