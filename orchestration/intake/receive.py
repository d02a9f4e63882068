"""Receiving files: archive, examine, recognise, read, land, one after the other.

Belongs here: the order of the steps for one file and for a landing folder. Does not belong here: the steps, or the
decision whether a landed file is accepted (`validation.outcome`).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.intake.archive import FileStillChanging, archive_file
from orchestration.intake.landing import (
    LandedFile,
    SourceNote,
    SourceNoteError,
    landed_file,
    landed_paths,
    source_note_of,
)
from orchestration.intake.mapping import MappedFile, keep_all, map_file
from orchestration.intake.preflight import examine
from orchestration.intake.recognition import NotRecognised, Recognised, recognise, recognise_by_name
from orchestration.intake.record import record_submission
from orchestration.readers.isolated import read_isolated
from orchestration.readers.sheets import ReadFile, UnreadableFile
from orchestration.settings import Settings
from orchestration.validation.catalogue import Catalogue, read_catalogue
from orchestration.validation.findings import Finding, worst_severity
from orchestration.validation.outcome import rejection_reason
from orchestration.validation.record import record_findings
from orchestration.warehouse import ledger
from orchestration.warehouse.database import open_warehouse

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

log = logging.getLogger("icm.intake")

UNOPENED = ""  # fingerprint of a file that could not be opened


@dataclass
class Receipt:
    """What became of the landing folder in one load.

    Attributes:
        new: Submissions written by this load.
        already_received: Names of files that had a line already.
    """

    new: list[ledger.Submission] = field(default_factory=list)
    already_received: list[str] = field(default_factory=list)


@dataclass
class _Reading:
    """What was learnt of one file before it is written down."""

    status: str
    recognised: Recognised | None = None
    mapped: MappedFile = field(default_factory=MappedFile)
    findings: list[Finding] = field(default_factory=list)


def receive_landed(settings: Settings) -> Receipt:
    """Give every file in the landing folder that has none a line in the ledger, and land its rows.

    Each file is one transaction: a load that is killed leaves whole files only, and the next load goes on.
    """
    receipt = Receipt()
    catalogue = read_catalogue(settings.seeds)
    paths = landed_paths(settings.landing)
    with open_warehouse(settings) as connection:
        for number, path in enumerate(paths, start=1):
            file = _fingerprinted(path, settings)
            line = ledger.line_of_file(connection, file.name, file.sha256)
            if line and not (settings.retry_turned_away and line[1] in ledger.TURNED_AWAY):
                receipt.already_received.append(file.name)
                continue
            log.info("Reading %s (%d of %d)", file.name, number, len(paths))
            try:
                submission = _receive_one(connection, settings, file, catalogue)
            except FileStillChanging as error:
                log.warning("%s; the next load will take it in", error)
                continue
            if line:
                ledger.set_status(connection, line[0], "superseded", f"Read again as {submission.submission_id}.")
            receipt.new.append(submission)
    return receipt


def _receive_one(
    connection: DuckDBPyConnection, settings: Settings, file: LandedFile, catalogue: Catalogue
) -> ledger.Submission:
    note: SourceNote | None = None
    note_findings: list[Finding] = []
    if file.sha256 == UNOPENED:
        reading = _Reading("rejected", recognise_by_name(file.name), findings=[Finding("F17")])
    else:
        archived = archive_file(settings.archive, file)
        note, note_findings = _source_note(file)
        earlier = ledger.same_bytes(connection, file.sha256)
        reading = _duplicate(earlier) if earlier else _read_or_refuse(archived, file)
    findings = [*reading.findings, *reading.mapped.findings, *note_findings]
    status = reading.status
    if status == "received" and worst_severity(findings, catalogue) == "reject":
        status = "rejected"
    connection.begin()
    try:
        submission = record_submission(connection, file, reading.recognised, status, "", reading.mapped, note)
        record_findings(connection, submission, findings, catalogue)
        reason = _reason(connection, submission, findings, catalogue)
        ledger.set_status(connection, submission.submission_id, status, reason)
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    return submission


def _fingerprinted(path: Path, settings: Settings) -> LandedFile:
    """The file with its fingerprint; an empty one where the file cannot be opened, so that it still gets a line."""
    try:
        return landed_file(path, settings.landing)
    except OSError as error:
        log.warning("%s cannot be opened: %s", path, error)
        return LandedFile(path, path.relative_to(settings.landing).as_posix(), UNOPENED, 0)


def _read_or_refuse(archived: Path, file: LandedFile) -> _Reading:
    """Read a file; a fault of the hub's own costs that file, not the load, and is told as what it is."""
    try:
        return _read(archived, file)
    except Exception as error:
        log.error("Reading %s met a fault of the hub: %s", file.name, error)
        log.debug("The fault in full", exc_info=True)
        detail = f"{type(error).__name__}: {error}"
        return _Reading("rejected", recognise_by_name(file.name), findings=[Finding("H02", detail=detail)])


def _read(archived: Path, file: LandedFile) -> _Reading:
    """Read the archived copy: what is landed is what is kept, whatever happens to the landing folder meanwhile."""
    facts = examine(archived, file.name)
    if facts.kind is None:
        return _Reading("rejected", recognise_by_name(file.name), findings=list(facts.findings))
    try:
        content = read_isolated(archived, facts.kind)
    except UnreadableFile as error:
        finding = Finding(error.rule_id, value=error.detail, expected="a readable file", detail=error.detail)
        return _Reading("rejected", recognise_by_name(file.name), findings=[finding])
    noted = [*facts.findings, *_encoding_findings(content)]
    found = recognise(content, file.name)
    if isinstance(found, NotRecognised):
        kept = keep_all(content, "No return is like the file.")
        return _Reading("unrecognised", None, kept, [Finding("F15", detail=found.sentence), *noted])
    mapped = map_file(found.form, content)
    return _Reading("received", found, mapped, noted)


def _duplicate(earlier: str) -> _Reading:
    return _Reading("duplicate", findings=[Finding("F10", value=earlier)])


def _encoding_findings(content: ReadFile) -> list[Finding]:
    return [Finding("F08")] if content.encoding == "cp1252" else []


def _source_note(file: LandedFile) -> tuple[SourceNote | None, list[Finding]]:
    try:
        note = source_note_of(file.path)
    except SourceNoteError as error:
        return None, [Finding("F16", detail=str(error))]
    if note and note.sha256 != file.sha256:
        return note, [Finding("F14", value=file.sha256, expected=note.sha256)]
    return note, []


def _reason(
    connection: DuckDBPyConnection, submission: ledger.Submission, findings: list[Finding], catalogue: Catalogue
) -> str:
    if submission.status == "received":
        return "Landed; waits for validation."
    if submission.status == "duplicate":
        return findings[0].sentence(catalogue["F10"], submission.file_name)
    return rejection_reason(connection, submission, findings, catalogue)
