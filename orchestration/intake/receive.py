"""Receiving files: archive, examine, read, recognise, land, one after the other.

In scope: the order of the steps for a landing folder. Out of scope: what becomes of one file that was read
(`intake.reading`), the steps themselves, or the decision whether a landed file is accepted (`validation.outcome`).

Files are read ahead in child processes while this process maps and records those before them, and are written many
in one transaction: a load that is killed leaves whole files only, and the next load goes on.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.faults import stop_if_of_the_machine
from orchestration.findings.catalogue import Catalogue, read_catalogue
from orchestration.findings.finding import Finding, applicable_findings, worst_severity
from orchestration.findings.reasons import rejection_reason
from orchestration.intake.archive import FileStillChanging, archive_file
from orchestration.intake.channels import within_channel
from orchestration.intake.landing import (
    UNOPENED,
    LandedFile,
    WaitingFile,
    landed_file,
    source_note_of,
    waiting_files,
    warn_of_what_is_no_file,
)
from orchestration.intake.large_file_load import LandedList, land_lists
from orchestration.intake.large_file_profile import ListFacts, describe_list, list_form_of, text_list_form
from orchestration.intake.mapped import MappedFile
from orchestration.intake.parquet_tables import table_in_parquet, text_in_parquet
from orchestration.intake.preflight import Preflight, examine
from orchestration.intake.reading import (
    Reading,
    classify_file,
    internal_error,
    reading_of_list,
    refused,
    unopened,
    unreadable,
)
from orchestration.intake.record import Batch, LedgerIndex
from orchestration.intake.small_lists import SmallLists
from orchestration.intake.source_notes import SourceNote, SourceNoteError
from orchestration.readers.pool import ReadingPool
from orchestration.readers.sheets import ReadFile, UnreadableFile
from orchestration.returns.description import Form, ReturnDescription
from orchestration.returns.reference_lists import ReferenceLists, read_reference_lists
from orchestration.settings import Settings
from orchestration.warehouse import ledger
from orchestration.warehouse.database import open_warehouse, transaction
from orchestration.warehouse.loads import begin_load, end_load

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

log = logging.getLogger("icm.intake")

FILES_IN_A_BATCH = 64
BYTES_IN_A_BATCH = 20 * 1024**2


@dataclass
class Receipt:
    """What became of the landing folder in one load.

    Attributes:
        new: Submissions written by this load.
        already_received: Names of files that had a line already.
    """

    new: list[ledger.Submission] = field(default_factory=list)
    already_received: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Arrival:
    """A file that has no line yet, before it is read.

    Attributes:
        read_again_for: Line of an earlier reading that this one takes the place of.
        archived: Its copy in the archive; None where it could not be opened.
        facts: What pre-flight says; None where nothing was examined.
        list_form: Return and form of a long list, which DuckDB reads itself; else None.
        failure: A fault of the hub's own met while archiving or examining it.
    """

    file: LandedFile
    read_again_for: str | None
    archived: Path | None = None
    note: SourceNote | None = None
    note_findings: tuple[Finding, ...] = ()
    facts: Preflight | None = None
    list_form: tuple[ReturnDescription, Form] | None = None
    failure: Exception | None = None

    @property
    def goes_to_the_pool(self) -> bool:
        """Whether a reader in a child process is to read it; long lists are read by DuckDB."""
        return self.facts is not None and self.facts.kind in {"workbook", "text"} and self.list_form is None


def receive_landed(settings: Settings) -> Receipt:
    """Give every waiting file that has none a line in the ledger, and land its rows."""
    with open_warehouse(settings) as connection, ReadingPool() as pool, SmallLists(settings.workspace) as small_lists:
        load_id = begin_load(connection)
        intake = Intake(settings, connection, pool, small_lists)
        waiting = waiting_files(settings)
        warn_of_what_is_no_file(settings.landing)
        for readings in in_batches(intake.readings(intake.arrivals(waiting))):
            intake.record(readings)
        end_load(connection, load_id, len(intake.receipt.new), len(intake.receipt.already_received))
        return intake.receipt


def in_batches(readings: Iterable[tuple[Arrival, Reading]]) -> Iterator[list[tuple[Arrival, Reading]]]:
    """Files that are written down together."""
    batch: list[tuple[Arrival, Reading]] = []
    size = 0
    for arrival, reading in readings:
        batch.append((arrival, reading))
        size += arrival.file.size
        if len(batch) >= FILES_IN_A_BATCH or size >= BYTES_IN_A_BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


class Intake:
    """One pass over the files that wait."""

    def __init__(
        self, settings: Settings, connection: DuckDBPyConnection, pool: ReadingPool, small_lists: SmallLists
    ) -> None:
        self._settings = settings
        self._pool = pool
        self._small_lists = small_lists
        self._connection = connection
        self._catalogue: Catalogue = read_catalogue(settings.seeds)
        self._lists: ReferenceLists = read_reference_lists(settings.seeds)
        self.index = LedgerIndex(connection)
        self.receipt = Receipt()

    def arrivals(self, waiting: list[WaitingFile]) -> Iterator[Arrival]:
        """Files without a line, archived and examined, in their order."""
        for number, each in enumerate(waiting, start=1):
            file = landed_file(each)
            line = self.index.line_of_file(file)
            if line and not (self._settings.retry_not_accepted and line[1] in ledger.NOT_ACCEPTED):
                self.receipt.already_received.append(file.name)
                continue
            log.info("Reading %s (%d of %d)", file.name, number, len(waiting))
            again = line[0] if line else None
            if file.sha256 == UNOPENED:
                yield Arrival(file, again)
                continue
            try:
                archived = archive_file(self._settings.archive, file, to_stay=not self._settings.only_checks)
                yield examined(file, again, archived)
            except FileStillChanging as error:
                log.warning("%s; the next load will take it in", error)
            except Exception as error:
                stop_if_of_the_machine(error)
                log.error("Examining %s met a fault of the hub: %s", file.name, error)
                log.debug("The fault in full", exc_info=True)
                yield Arrival(file, again, failure=error)

    def readings(self, arrivals: Iterable[Arrival]) -> Iterator[tuple[Arrival, Reading]]:
        """What was learnt of each file, in order; readers work ahead in their own processes."""
        waiting: deque[Arrival] = deque()

        def for_the_pool() -> Iterator[tuple[Path, str]]:
            for arrival in arrivals:
                waiting.append(arrival)
                if arrival.goes_to_the_pool and arrival.archived and arrival.facts:
                    yield arrival.archived, arrival.facts.kind or ""

        for _, content in self._pool.read_ahead(for_the_pool()):
            while not waiting[0].goes_to_the_pool:
                yield self._concluded_without_reader(waiting)
            yield self._concluded(waiting.popleft(), content)
        while waiting:
            yield self._concluded_without_reader(waiting)

    def record(self, readings: list[tuple[Arrival, Reading]]) -> None:
        """Write some files down in one transaction; if that fails, each in its own."""
        try:
            self._record(readings)
        except Exception as error:
            stop_if_of_the_machine(error)
            # One file brought a fault of the hub to light: the others must not suffer for it.
            log.warning("%d files could not be written together (%s); each is written alone", len(readings), error)
            log.debug("The fault in full", exc_info=True)
            self.index = LedgerIndex(self._connection)
            for arrival, reading in readings:
                self._record_alone(arrival, reading)
        finally:
            for _, reading in readings:
                if reading.listed:
                    reading.listed.discard()

    def _concluded_without_reader(self, waiting: deque[Arrival]) -> tuple[Arrival, Reading]:
        """The first of the files that wait; if it is a list, the small ones behind it are read together with it."""
        first = waiting[0]
        if first.list_form and first.archived and not self._small_lists.was_tried(first.archived):
            self._small_lists.describe(
                (arrival.archived, *arrival.list_form)
                for arrival in waiting
                if arrival.archived and arrival.list_form and not self.index.same_bytes(arrival.file)
            )
        return self._concluded(waiting.popleft(), None)

    def _concluded(self, arrival: Arrival, content: ReadFile | UnreadableFile | None) -> tuple[Arrival, Reading]:
        """The reading with the state it leaves pre-flight and mapping in."""
        reading = self._reading(arrival, content)
        findings = self._found(arrival, reading)
        if reading.status == "received" and worst_severity(findings, self._catalogue) == "reject":
            reading.status = "rejected"
        self.index.note_bytes(arrival.file, reading.recognised, reading.status)
        return arrival, reading

    def _found(self, arrival: Arrival, reading: Reading) -> list[Finding]:
        """What reading found, of rules that hold."""
        year = reading.recognised.identity.financial_year if reading.recognised else None
        found = [*reading.findings, *reading.mapped.findings, *arrival.note_findings]
        return applicable_findings(found, self._catalogue, year)

    def _reading(self, arrival: Arrival, content: ReadFile | UnreadableFile | None) -> Reading:
        """Map a file; a fault of the hub's own costs that file, not the load, and is told as what it is."""
        try:
            return within_channel(self._mapped(arrival, content), arrival.file, self.index, self._lists)
        except Exception as error:
            stop_if_of_the_machine(error)
            log.error("Reading %s met a fault of the hub: %s", arrival.file.name, error)
            log.debug("The fault in full", exc_info=True)
            return internal_error(arrival.file.name, error, self._lists)

    def _mapped(self, arrival: Arrival, content: ReadFile | UnreadableFile | None) -> Reading:
        name = arrival.file.name
        if arrival.failure:
            return internal_error(name, arrival.failure, self._lists)
        earlier = self.index.same_bytes(arrival.file)
        if arrival.archived is None or arrival.facts is None:
            return unopened(name, self._lists)
        if earlier:
            return Reading("duplicate", findings=[Finding("F10", value=earlier)])
        if arrival.facts.kind is None:
            return refused(name, list(arrival.facts.findings), self._lists)
        if content is None:
            return self._list_reading(arrival, arrival.archived, arrival.facts)
        return classify_file(content, arrival.facts, name, self._lists, self._catalogue["R15"].number)

    def _list_reading(self, arrival: Arrival, archived: Path, facts: Preflight) -> Reading:
        """What a long list is; one that no form is like is not read at all."""
        name = arrival.file.name
        try:
            form = arrival.list_form or list_form_of(archived, facts.kind or "")
            if form is None and (table := text_in_parquet(archived)):
                content, told = table
                noted = replace(facts, findings=(*facts.findings, *told))
                return classify_file(content, noted, name, self._lists, self._catalogue["R15"].number)
            if form is None and (other := table_in_parquet(archived, name, self._lists)):
                return Reading("received", other, findings=[*facts.findings, *other.findings])
            if form is None:
                kept = Finding("F15", detail="Its columns do not match those of any large text file the hub accepts.")
                return Reading("unrecognised", findings=[kept])
            listed = self._small_lists.take(archived) or describe_list(
                archived, facts.kind or "", *form, self._settings.workspace
            )
        except UnreadableFile as error:
            return unreadable(name, error, self._lists)
        return reading_of_list(listed, facts.findings, name, self._lists)

    def _record_alone(self, arrival: Arrival, reading: Reading) -> None:
        try:
            self._record([(arrival, reading)])
        except Exception as error:
            stop_if_of_the_machine(error)
            log.error("Recording %s met a fault of the hub: %s", arrival.file.name, error)
            log.debug("The fault in full", exc_info=True)
            self.index = LedgerIndex(self._connection)
            self._record([(arrival, internal_error(arrival.file.name, error, self._lists))])

    def _record(self, readings: list[tuple[Arrival, Reading]]) -> None:
        batch = Batch()
        new: list[ledger.Submission] = []
        with transaction(self._connection):
            named = [
                (self.index.add(arrival.file, reading.recognised, reading.status), arrival, reading)
                for arrival, reading in readings
            ]
            landed = self._land_lists([(submission, reading) for submission, _, reading in named])
            for line, arrival, reading in named:
                submission = self._add(batch, line, arrival, reading, landed.get(line.submission_id))
                new.append(submission)
                if arrival.read_again_for:
                    reason = f"Read again as {submission.submission_id}."
                    ledger.set_status(self._connection, arrival.read_again_for, "superseded", reason)
            batch.write(self._connection)
        self.receipt.new.extend(new)

    def _add(
        self,
        batch: Batch,
        submission: ledger.Submission,
        arrival: Arrival,
        reading: Reading,
        listed: LandedList | None,
    ) -> ledger.Submission:
        findings = self._found(arrival, reading)
        mapped = reading.mapped
        if listed and reading.listed:
            raw_name = reading.listed.description.raw_table(reading.listed.table)
            batch.add_places(submission.submission_id, raw_name, "", listed.places)
            mapped = MappedFile([], listed.other_rows, listed.fates, listed.repairs)
            landed = applicable_findings(listed.findings, self._catalogue, submission.financial_year)
            findings.extend(landed)
            if submission.status == "received" and worst_severity(landed, self._catalogue) == "reject":
                submission = replace(submission, status="rejected")
        late = self._lateness(submission, arrival.file)
        findings.extend(applicable_findings(late, self._catalogue, submission.financial_year))
        reason = self._reason(submission, findings)
        batch.add_submission(submission, arrival.file, reason, mapped.fates, arrival.note, reading.is_illustrative)
        batch.add_findings(submission, findings, self._catalogue, arrival.file)
        batch.add_content(submission.submission_id, reading.recognised, mapped)
        return submission

    def _land_lists(self, readings: list[tuple[ledger.Submission, Reading]]) -> dict[str, LandedList]:
        """Have DuckDB land the lists among some files itself, and account for their rows."""
        by_table: dict[str, dict[str, ListFacts]] = {}
        for submission, reading in readings:
            if listed := reading.listed:
                raw_name = listed.description.raw_table(listed.table)
                by_table.setdefault(raw_name, {})[submission.submission_id] = listed
        landed: dict[str, LandedList] = {}
        for raw_name, lists in by_table.items():
            landed |= land_lists(self._connection, lists, raw_name)
        return landed

    def _lateness(self, submission: ledger.Submission, file: LandedFile) -> list[Finding]:
        """A note on a return that came after its date; one that is only checked has not come yet."""
        if (
            self._settings.only_checks
            or submission.force_id is None
            or submission.financial_year is None
            or submission.status == "duplicate"
        ):
            return []
        due = self._lists.due.get((submission.return_id or "", submission.financial_year))
        today = file.arrived_at.date().isoformat()
        return [Finding("R06", value=today, expected=due)] if due and today > due else []

    def _reason(self, submission: ledger.Submission, findings: list[Finding]) -> str:
        if submission.status == "received":
            return "Landed; waiting for validation."
        if submission.status == "duplicate":
            return findings[0].sentence(self._catalogue["F10"], submission.file_name)
        return rejection_reason(self._connection, submission, findings, self._catalogue)


def examined(file: LandedFile, read_again_for: str | None, archived: Path) -> Arrival:
    """A file with what pre-flight says of its archived copy.

    What is landed is what is kept, whatever happens to the landing folder meanwhile.
    """
    note, findings = _source_note(file)
    facts = examine(archived, file.name)
    list_form = text_list_form(archived) if facts.kind == "text" else None
    return Arrival(file, read_again_for, archived, note, tuple(findings), facts, list_form)


def _source_note(file: LandedFile) -> tuple[SourceNote | None, list[Finding]]:
    try:
        note = source_note_of(file)
    except SourceNoteError as error:
        return None, [Finding("F16", detail=str(error))]
    if note and note.sha256 != file.sha256:
        return note, [Finding("F14", value=file.sha256, expected=note.sha256)]
    return note, []
