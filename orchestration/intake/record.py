"""Writing received files down: their lines in the ledger, their raw rows, findings, repairs, and the fate of every row.

In scope: schemas `ledger` and `raw` as intake fills them. Out of scope: deciding what to write
(`intake.receive`).

Files are written many at a time: one insert a table for a batch costs what it costs for one file.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from orchestration.findings.catalogue import Catalogue
from orchestration.findings.finding import Finding
from orchestration.findings.record import finding_rows
from orchestration.intake.landing import LandedFile
from orchestration.intake.mapped import MappedFile, MappedTable
from orchestration.intake.recognition import Recognised
from orchestration.intake.source_notes import SourceNote
from orchestration.returns.layouts import FATES
from orchestration.warehouse.ledger import IN_FORCE, Submission, insert_rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MAY_BE_CURRENT = (*IN_FORCE, "received")
_LOCATION = ("_submission_id", "_sheet", "_row")


Series = tuple[str | None, ...]


class LedgerIndex:
    """What the ledger held when a load began, kept up to date in memory: keys, versions, bytes already seen.

    The bytes of a series count as received only while they are those of its current version, or of one that waits to
    become it: who sends an earlier file again goes back to it.
    """

    def __init__(self, connection: DuckDBPyConnection) -> None:
        rows = connection.execute(
            "SELECT submission_id, channel, channel_force_id, file_name, sha256, status, return_id, force_id, "
            "financial_year, variant, version "
            "FROM ledger.submissions ORDER BY submission_id"
        ).fetchall()
        self._count = len(rows)
        self._lines: dict[tuple[str, str], tuple[str, str, str]] = {}
        self._series: dict[str, set[Series]] = {}
        self._current: dict[Series, tuple[str, str, str | None]] = {}
        self._versions: dict[Series, int] = {}
        for submission_id, channel, channel_force, name, sha256, status, *series, version in rows:
            self._lines[channel, name] = (sha256, submission_id, status)
            self._note_bytes(name, sha256, channel_force, status, tuple(series))
            if version is not None:
                self._versions[tuple(series)] = max(self._versions.get(tuple(series), 0), version)

    def line_of_file(self, file: LandedFile) -> tuple[str, str] | None:
        """Key and state of the line of this very file; None if the latest of its name is of other bytes, or none is."""
        sha256, *line = self._lines.get((file.channel, file.name), ("", "", ""))
        return (line[0], line[1]) if line[0] and sha256 == file.sha256 else None

    def same_bytes(self, file: LandedFile) -> str | None:
        """Name under which the same bytes are the current version of their series, or wait to become it."""
        for series in self._series.get(file.sha256, ()):
            sha256, name, _ = self._current.get(series, ("", "", None))
            if sha256 == file.sha256:
                return name
        return None

    def is_of_channel(self, recognised: Recognised, force_id: str) -> bool:
        """Whether a series is new, or its current version came by the channel of a force."""
        current = self._current.get(_series_of(recognised))
        return current is None or current[2] == force_id

    def note_bytes(self, file: LandedFile, recognised: Recognised | None, status: str) -> None:
        """Remember bytes that are about to be written."""
        if recognised:
            self._note_bytes(file.name, file.sha256, file.channel_force_id, status, _series_of(recognised))

    def add(self, file: LandedFile, recognised: Recognised | None, status: str) -> Submission:
        """A new line: its key, and its version within return, force, financial year and variant."""
        self._count += 1
        submission_id = f"S{self._count:06d}"
        self._lines[file.channel, file.name] = (file.sha256, submission_id, status)
        if recognised is None:
            return Submission(submission_id, file.name, None, None, None, None, None, None, None, status)
        series = _series_of(recognised)
        version = self._versions.get(series, 0) + 1
        self._versions[series] = version
        who = recognised.identity
        return Submission(
            submission_id, file.name, series[0], recognised.form.form_id, who.force_id, who.financial_year,
            who.variant, who.edition, version, status,
        )  # fmt: skip

    def _note_bytes(self, name: str, sha256: str, channel_force: str | None, status: str, series: Series) -> None:
        if status in MAY_BE_CURRENT:
            self._series.setdefault(sha256, set()).add(series)
            self._current[series] = (sha256, name, channel_force)


def _series_of(recognised: Recognised) -> Series:
    who = recognised.identity
    return (recognised.description.return_id, who.force_id, who.financial_year, who.variant)


class Batch:
    """Rows of several files, gathered and then written with one insert a table."""

    def __init__(self) -> None:
        self._rows: dict[str, list[list[Any]]] = {}
        self._raw: dict[tuple[str, tuple[str, ...]], list[list[Any]]] = {}

    def add_submission(
        self,
        submission: Submission,
        file: LandedFile,
        reason: str,
        fates: Counter[tuple[str, Any, str]],
        note: SourceNote | None,
        is_illustrative: bool,
    ) -> None:
        """The line of one file and the counts of its rows."""
        counts = Counter[str]()
        for (sheet, fate, why), rows in fates.items():
            counts[fate] += rows
            if rows:
                self._add("ledger.row_fates", [submission.submission_id, sheet, fate, why, rows])
        self._add("ledger.submissions", [
            submission.submission_id, file.arrived_at, file.name, file.sha256, file.size, submission.return_id,
            submission.form_id, submission.force_id, submission.financial_year, submission.variant, submission.edition,
            submission.version, submission.status, reason, None, *(counts[fate] for fate in FATES),
            note.publisher if note else None, note.title if note else None, note.licence if note else None,
            is_illustrative or (note.is_illustrative if note else False), file.channel, file.channel_force_id,
        ])  # fmt: skip

    def add_findings(
        self, submission: Submission, findings: Iterable[Finding], catalogue: Catalogue, file: LandedFile
    ) -> None:
        """What reading the file found, dated when it came."""
        for row in finding_rows(submission, findings, catalogue, found_at=file.arrived_at):
            self._add("ledger.findings", row)

    def add_content(self, submission_id: str, recognised: Recognised | None, mapped: MappedFile) -> None:
        """Raw rows, rows set aside, and repairs."""
        for other in mapped.other_rows:
            cells = json.dumps(other.cells)
            self._add("raw.other_rows", [submission_id, other.sheet, other.row, other.fate, other.reason, cells])
        if recognised is None:
            return
        for table in mapped.tables:
            self._add_table(submission_id, recognised.description.raw_table(table.table), table)
        for repair in mapped.repairs:
            name = recognised.description.raw_table(repair.table)
            self._add("ledger.repairs", [
                submission_id, name, repair.sheet, repair.row, f"{repair.letter}{repair.row}", repair.column,
                repair.rule_id, repair.given, repair.value, repair.missing,
            ])  # fmt: skip

    def add_places(self, submission_id: str, raw_name: str, sheet: str, places: Iterable[tuple[str, str, str]]) -> None:
        """Where each column of a table stands: name, heading, letter."""
        for name, heading, letter in places:
            self._add("ledger.column_places", [submission_id, raw_name, sheet, name, heading, letter])

    def write(self, connection: DuckDBPyConnection) -> None:
        """Insert everything; the caller holds the transaction."""
        for table, rows in self._rows.items():
            insert_rows(connection, table, rows)
        for (table, columns), rows in self._raw.items():
            insert_rows(connection, table, rows, columns=columns)

    def _add(self, table: str, row: list[Any]) -> None:
        self._rows.setdefault(table, []).append(row)

    def _add_table(self, submission_id: str, raw_name: str, table: MappedTable) -> None:
        family = ("_column",) if table.table.column_family else ()
        columns = (*_LOCATION, *family, *table.table.landed_columns)
        target = self._raw.setdefault((f"raw.{raw_name}", columns), [])
        for row, letter, values in table.rows:
            target.append([submission_id, table.sheet, row, *([letter] if family else []), *values])
        places = [(name, heading, letter) for name, (heading, letter) in table.places.items()]
        self.add_places(submission_id, raw_name, table.sheet, places)
