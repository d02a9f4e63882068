"""Making the warehouse anew from the archive and its log: loads and decisions are done again in their order.

In scope: the order, the new file, and taking the place of the old one once the new one is whole. Out of scope: the log
(`warehouse.archive_log`), receiving a file again (`intake.receive_again`), the stages (`pipeline.load`).

Each stage runs again from the moment at which it ran (`warehouse.clock`), so that the new file has the times of the old
one. The hub of today runs it: where rules have changed since, the outcome is today's, and the answer says so.
"""

from __future__ import annotations

import datetime
import logging
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.findings.answers import ROLE
from orchestration.findings.catalogue import read_catalogue
from orchestration.findings.decisions import Decision, read_decisions, write_decisions
from orchestration.intake.receive_again import Received, ReceivedOtherwise, receive_again
from orchestration.pipeline.load import STAGES, build
from orchestration.settings import Settings
from orchestration.validation.withdrawal import withdraw_again
from orchestration.warehouse.archive_log import DECISION, LOAD, RECEIVED, STAGE, Event, read_log, repair_log
from orchestration.warehouse.clock import stage_clock, wall_clock
from orchestration.warehouse.damage import WarehouseUnusable
from orchestration.warehouse.database import open_warehouse
from orchestration.warehouse.holding import leave_ledger_to_read
from orchestration.warehouse.ledger import insert_rows
from orchestration.warehouse.loads import begin_stage, with_choices_of
from orchestration.warehouse.lock import write_lock
from orchestration.warehouse.on_disk import see_onto_disk

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

log = logging.getLogger("icm.pipeline")

FOLDER = ".rebuild"
_STAGES = {stage.name: stage for stage in STAGES if stage.writes_ledger}
_RECEIVE = "receive"
_FACTS_COMPARED = "submission_id, file_name, status, version"


class RebuildRefused(Exception):
    """A rebuild that cannot be done; the message says why and what to do. The old warehouse is as it was."""


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild made.

    Attributes:
        loads: Loads that were done again.
        files: Files received again.
        decisions: Decisions taken over.
        differences: Files whose outcome is other than in the old warehouse, in sentences.
        kept: The old warehouse, where it could not be read and so was not compared; None where it was replaced.
    """

    loads: int
    files: int
    decisions: int
    differences: tuple[str, ...] = ()
    kept: Path | None = None


def rebuild(settings: Settings) -> Rebuilt:
    """Make the warehouse anew and put it in the place of the old one, which stays as it is until the new one is whole.

    Raises:
        ArchiveDamaged, ReceivedOtherwise: If the archive or the log lacks a file.
        HubFault: If the machine has a fault.
        RebuildRefused: If there is no log, or it is damaged.
        StageFailed: If the tables cannot be built.
        WarehouseBusy: If a load does not let go in time.
        WarehouseHeld: If another program has the file open.
    """
    with write_lock(settings):
        before, is_readable = _old_outcomes(settings)
        told = read_log(settings.archive_log)
        if not told.events:
            raise RebuildRefused(
                f"{settings.archive_log} is missing or empty, so it is not known what came in which order. Put it back "
                "from a backup (icm restore), or put the files into the landing folder and run icm load."
            )
        if told.problems or told.torn:
            more = told.problems or [f"The last line of {settings.archive_log} is cut short."]
            raise RebuildRefused(
                f"{more[0]} Nothing was rebuilt. Put the log back from a backup (icm restore), or run icm verify: it "
                "writes the log again where the warehouse can be read."
            )
        fresh = replace(settings, warehouse_folder=settings.workspace / FOLDER)
        shutil.rmtree(fresh.warehouse.parent, ignore_errors=True)
        fresh.warehouse.parent.mkdir()
        with open_warehouse(fresh) as connection:
            last = replay(fresh, connection, told.events)
            build(last, connection)
            after = _outcomes(connection)
            leave_ledger_to_read(connection, settings)
            connection.execute("CHECKPOINT")
        kept = _take_the_place(settings, fresh.warehouse, is_readable)
    kinds = [each["event"] for each in told.events]
    differences = _differences(before, after) if before is not None else ()
    return Rebuilt(kinds.count(LOAD), kinds.count(RECEIVED), kinds.count(DECISION), differences, kept)


def replay(settings: Settings, connection: DuckDBPyConnection, events: list[Event]) -> Settings:
    """Do again what the log says, up to the last stage that writes the ledger.

    Args:
        settings: The hub, its private file a new one.
        connection: The new private file.
        events: What happened, in order.

    Returns:
        The hub with the choices of its last load.

    Raises:
        As `rebuild`.
    """
    return _Replay(settings, connection, events).run()


class _Replay:
    """One pass over the log."""

    def __init__(self, settings: Settings, connection: DuckDBPyConnection, events: list[Event]) -> None:
        self._settings = settings
        self._connection = connection
        self._events = events
        self._catalogue = read_catalogue(settings.seeds)
        self._decided: list[Decision] = []
        self._receiving: Event | None = None
        self._early: list[Event] = []  # files whose time is before that of their load: a clock was set back
        self._received: set[str] = set()

    def run(self) -> Settings:
        loads = sum(each["event"] == LOAD for each in self._events)
        done = 0
        for place, event in enumerate(self._events):
            if event["event"] == STAGE:
                self._stage(event, self._events[place + 1 :])
            elif event["event"] == LOAD:
                done += 1
                log.info("Receiving again what came in load %s (%d of %d)", event["load_id"], done, loads)
                self._load(event, self._events[place + 1 :])
            elif event["event"] == DECISION:
                self._decision(_decision_of(event))
            elif event["submission_id"] not in self._received:
                self._early.append(event)
        if self._early:
            raise ReceivedOtherwise(
                f"{self._early[0]['file_name']} has no load in {self._settings.archive_log}, so it is not known when "
                "it was judged."
            )
        return self._settings

    def _stage(self, event: Event, following: Iterable[Event]) -> None:
        self._settings = with_choices_of(self._settings, event)
        began_at = begin_stage(self._connection, self._settings, event["stage"], event["started_at"])
        if event["stage"] == _RECEIVE:
            self._receiving = event  # the line of the load follows
        elif event["stage"] in _STAGES:
            # What senders explained in workbooks follows in the log, and the stage records it again.
            answers = [_decision_of(each) for each in _answers_at_the_start_of(following)]
            self._run_stage(event["stage"], began_at, answers)
            self._settle(answers)

    def _load(self, event: Event, following: Iterable[Event]) -> None:
        files = [_received(each) for each in (*self._early, *_files_at_the_start_of(following))]
        self._early = []
        self._received |= {each.submission_id for each in files}
        by_stage, self._receiving = self._receiving, None
        began_at = by_stage["started_at"] if by_stage else event["started_at"]
        with stage_clock(began_at):
            receive_again(self._settings, self._connection, files)
        own = {name: value for name, value in event.items() if name != "event"}
        insert_rows(self._connection, "ledger.loads", [list(own.values())], columns=list(own))
        if by_stage is None:  # a load of before the stages were written down
            moment = max([event["started_at"], *(each.received_at for each in files)])
            answers = [_decision_of(each) for each in _answers_at_the_start_of(following, len(files))]
            for number, name in enumerate(each for each in _STAGES if each != _RECEIVE):
                self._run_stage(name, moment + datetime.timedelta(milliseconds=number), answers)
            self._settle(answers)

    def _run_stage(self, name: str, began_at: datetime.datetime, answers: list[Decision]) -> None:
        day = began_at.date()
        settings = replace(self._settings, day=None if day == wall_clock().date() else day)
        with stage_clock(began_at, {each.decision_id: each.decided_at for each in answers}):
            _STAGES[name].work(settings, self._connection)

    def _decision(self, decision: Decision) -> None:
        if decision in self._decided:
            return
        self._decided.append(decision)
        if decision.kind == "withdrawal":
            with stage_clock(decision.decided_at):
                withdraw_again(self._connection, self._catalogue, decision)
        else:
            write_decisions(self._connection, [decision])

    def _settle(self, answers: list[Decision]) -> None:
        """Have the register as the log has it: an explanation that is not read again counts as it was recorded.

        Raises:
            RebuildRefused: If another one is read than was recorded.
        """
        self._decided += answers
        known = {each.decision_id for each in read_decisions(self._connection)}
        write_decisions(self._connection, [each for each in self._decided if each.decision_id not in known])
        other = [each for each in read_decisions(self._connection) if each not in self._decided]
        if other:
            raise RebuildRefused(
                f"The installed version reads an explanation from a workbook ({other[0].rule_id}, "
                f"{other[0].return_id}, by {other[0].decided_by}) that {self._settings.archive_log} does not have so. "
                "Run the rebuild with the version of the hub that recorded it."
            )


def _files_at_the_start_of(events: Iterable[Event]) -> Iterator[Event]:
    for event in events:
        if event["event"] != RECEIVED:
            return
        yield event


def _answers_at_the_start_of(events: Iterable[Event], skipped: int = 0) -> Iterator[Event]:
    """Explanations from returned workbooks, which a load records itself."""
    for number, event in enumerate(events):
        if number < skipped:
            continue
        if event["event"] != DECISION or event["role"] != ROLE:
            return
        yield event


def _received(event: Event) -> Received:
    return Received(**{each.name: event[each.name] for each in fields(Received)})


def _decision_of(event: Event) -> Decision:
    return Decision(**{each.name: event[each.name] for each in fields(Decision)})


def _old_outcomes(settings: Settings) -> tuple[dict[str, tuple[str, ...]] | None, bool]:
    """Outcome of each file in the old warehouse, its log brought up to date; None where it has none or is damaged."""
    if not settings.warehouse.exists():
        return None, True
    try:
        with open_warehouse(settings) as connection:
            try:
                repair_log(connection, settings)
            except WarehouseUnusable:  # behind its log: an older copy, or a new file
                return None, False
            before = _outcomes(connection)
            connection.execute("CHECKPOINT")
            return before, True
    except WarehouseUnusable as error:
        log.warning("%s It is not compared with the new one", error)
        return None, False


def _outcomes(connection: DuckDBPyConnection) -> dict[str, tuple[str, ...]]:
    rows = connection.execute(f"SELECT {_FACTS_COMPARED} FROM ledger.submissions ORDER BY submission_id").fetchall()
    return {key: tuple(str(each) for each in facts) for key, *facts in rows}


def _differences(before: dict[str, tuple[str, ...]], after: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Files whose outcome is another, in sentences."""
    return tuple(
        f"{key} ({name}) was {status}, version {version}, and now is {after[key][1]}, version {after[key][2]}."
        for key, (name, status, version) in before.items()
        if key in after and after[key] != (name, status, version)
    )


def _take_the_place(settings: Settings, made: Path, is_readable: bool) -> Path | None:
    """Put the new file in the place of the old one in one step; an old one that could not be read is kept."""
    see_onto_disk(made)
    kept: Path | None = None
    # What the old file had not taken in yet; nothing is left of one that was closed properly.
    own_log = settings.warehouse.with_name(f"{settings.warehouse.name}.wal")
    if not is_readable and settings.warehouse.exists():
        kept = _free_name(settings.warehouse)
        settings.warehouse.rename(kept)
        if own_log.exists():
            own_log.rename(kept.with_name(f"{kept.name}.wal"))
    own_log.unlink(missing_ok=True)
    made.replace(settings.warehouse)
    see_onto_disk(settings.workspace)
    shutil.rmtree(made.parent, ignore_errors=True)
    return kept


def _free_name(path: Path) -> Path:
    number = 1
    while (kept := path.with_name(f"{path.stem}.before-rebuild-{number}{path.suffix}")).exists():
        number += 1
    return kept
