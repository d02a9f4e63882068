"""The log beside the archive: loads, files received and decisions, one line each in the order they happened.

In scope: the file, adding to it what the ledger has and it has not, reading it, and what is wrong with it in words. Out
of scope: the archived files (`intake.archive`), or making a warehouse from both (`pipeline.rebuild`).

The ledger is written first, in a transaction, and the log follows: a command that is killed between the two leaves a
log that is behind, and whatever holds the warehouse next adds what is missing and says so. A warehouse that is behind
its log is an older copy or a new file, and nothing may go on with it.

Each line has the fingerprint of the line before it, so that a line that was changed or taken out is found.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import logging
import os
import pwd
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.faults import stop_if_of_the_machine
from orchestration.settings import Settings
from orchestration.warehouse.damage import WarehouseUnusable
from orchestration.warehouse.ledger import BY_FOLDER
from orchestration.warehouse.on_disk import as_json, see_onto_disk

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

log = logging.getLogger("icm.warehouse")

STAGE, LOAD, RECEIVED, DECISION = "stage", "load", "received", "decision"
# Kind of event: table of the ledger, its key, its time, and its columns; all of them where none are named.
_EVENTS = {
    STAGE: ("stages", "stage_id", "started_at", "*"),
    LOAD: ("loads", "load_id", "started_at", "*"),
    RECEIVED: (
        "submissions", "submission_id", "received_at",
        "submission_id, received_at, file_name, sha256, bytes, channel, channel_force_id",
    ),
    DECISION: ("decisions", "decision_id", "decided_at", "*"),
}  # fmt: skip
_IN_WORDS = {
    STAGE: ("stage of a load", "stages of loads"),
    LOAD: ("load", "loads"),
    RECEIVED: ("file", "files"),
    DECISION: ("decision", "decisions"),
}
# What a ledger must have if its log has it; the rest only says when something was done.
_MUST_BE_KNOWN = (RECEIVED, DECISION)
# What a line of before a fact was kept means.
_BEFORE = {RECEIVED: {"channel": BY_FOLDER, "channel_force_id": None}}
_AFTER = 16  # letters of the fingerprint of the line before

Event = dict[str, Any]


@dataclass(frozen=True)
class ArchiveLog:
    """What the log says.

    Attributes:
        events: Its lines, in order; times are UTC without a zone.
        torn: Bytes of a last line that is not whole; empty where there is none.
        problems: Lines that cannot be read, or that do not follow the line before them, in sentences.
        last: The last whole line; empty in an empty log.
    """

    events: list[Event] = field(default_factory=list)
    torn: bytes = b""
    problems: list[str] = field(default_factory=list)
    last: bytes = b""

    def keys(self, kind: str) -> set[str]:
        """Keys of the events of a kind."""
        name = _EVENTS[kind][1]
        return {each[name] for each in self.events if each["event"] == kind}

    def of(self, kind: str) -> dict[str, Event]:
        """Events of a kind by their key; of two with one key the later counts."""
        return {each[_EVENTS[kind][1]]: each for each in self.events if each["event"] == kind}


def read_log(path: Path) -> ArchiveLog:
    """The log in a file; an empty one where there is no file."""
    if not path.is_file():
        return ArchiveLog()
    status = path.stat()
    return _read(path, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=1)
def _read(path: Path, size: int, changed_ns: int) -> ArchiveLog:
    """A load asks for the log several times; it is read again once its size or its time of change differs."""
    *lines, rest = path.read_bytes().split(b"\n")
    if rest and _event_in(rest):
        lines, rest = [*lines, rest], b""
    events, problems, before = [], [], b""
    for number, line in enumerate(lines, start=1):
        event = _event_in(line)
        if event is None:
            problems.append(f"Line {number} of {path} cannot be read.")
        else:
            if event.pop("after", None) != _fingerprint(before):
                problems.append(f"Line {number} of {path} does not follow the line before it: one was changed or lost.")
            events.append(event)
        before = line
    return ArchiveLog(events, rest, problems, before)


def bring_log_up_to_date(
    connection: DuckDBPyConnection, settings: Settings, account: str | None = None
) -> Counter[str]:
    """Add what the ledger has and the log has not, and return how many lines of each kind.

    Args:
        connection: The private file.
        settings: The hub.
        account: Account of the machine that made the decisions; None where it is not known.

    Raises:
        HubFault: If the disk does not take it.
        WarehouseUnusable: If the log has files or decisions that the ledger has not.
    """
    if settings.only_checks:
        return Counter()
    told = read_log(settings.archive_log)
    _refuse_a_ledger_that_is_behind(connection, settings, told)
    if told.torn:
        log.warning(
            "The last line of %s was cut short when a command was interrupted. It is written again from the ledger",
            settings.archive_log,
        )
    missing = _missing(connection, told)
    if missing or told.torn:
        try:
            _append(settings.archive_log, told, missing, account)
        except OSError as error:
            stop_if_of_the_machine(error)
            raise
    return Counter(each["event"] for each in missing)


def repair_log(connection: DuckDBPyConnection, settings: Settings) -> None:
    """Say so where the log was behind the ledger, and add what was missing, before anything else is done.

    Raises:
        As `bring_log_up_to_date`.
    """
    is_new = not settings.archive_log.exists()
    added = bring_log_up_to_date(connection, settings)
    if added and not is_new:
        log.warning(
            "A command was interrupted before %s was complete. Added to it from the ledger: %s",
            settings.archive_log, in_words(added),
        )  # fmt: skip


def check_warehouse_is_there(settings: Settings) -> None:
    """Look whether there is a private file, or none is needed yet.

    Raises:
        WarehouseUnusable: If there is none and the log lists what was in it.
    """
    if settings.warehouse.exists():
        return
    told = read_log(settings.archive_log)
    listed = Counter({kind: len(told.keys(kind)) for kind in _MUST_BE_KNOWN})
    if listed.total():
        raise WarehouseUnusable(
            f"The warehouse {settings.warehouse} is missing, and {settings.archive_log} lists {in_words(listed)}. "
            "Nothing was written. Run icm rebuild to make it again from the archive, or put back the last copy."
        )


def rewrite_log(connection: DuckDBPyConnection, settings: Settings) -> Path:
    """Write the log anew from the ledger, and return where the damaged one is kept."""
    number = 1
    while (kept := settings.archive_log.with_suffix(f".damaged-{number}.jsonl")).exists():
        number += 1
    settings.archive_log.replace(kept)
    bring_log_up_to_date(connection, settings)
    return kept


def in_words(counts: Counter[str]) -> str:
    """How many events of each kind: 3 files and 1 decision."""
    return " and ".join(f"{number:,} {_IN_WORDS[kind][number > 1]}" for kind, number in counts.items() if number)


def facts_of_ledger(connection: DuckDBPyConnection, kind: str) -> list[Event]:
    """What the ledger says of the events of a kind, in the order of their keys."""
    import duckdb

    table, key, _, columns = _EVENTS[kind]
    try:
        found = connection.execute(f"SELECT {columns} FROM ledger.{table} ORDER BY {key}")
    except duckdb.CatalogException:  # a ledger of before the stages were written down
        return []
    names = [each[0] for each in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _refuse_a_ledger_that_is_behind(connection: DuckDBPyConnection, settings: Settings, told: ArchiveLog) -> None:
    lacking: Counter[str] = Counter()
    for kind in _MUST_BE_KNOWN:
        lacking[kind] = len(told.keys(kind) - _keys(connection, kind))
    if lacking.total():
        raise WarehouseUnusable(
            f"The warehouse {settings.warehouse} lacks {in_words(lacking)} that {settings.archive_log} lists: it is an "
            "older copy, or a new file in the place of one that is gone. Nothing was written into it. Run icm rebuild "
            "to make it again from the archive, or put back the last copy."
        )


def _keys(connection: DuckDBPyConnection, kind: str) -> set[str]:
    import duckdb

    table, key, _, _ = _EVENTS[kind]
    try:
        return {str(row[0]) for row in connection.execute(f"SELECT {key} FROM ledger.{table}").fetchall()}
    except duckdb.CatalogException:
        return set()


def _missing(connection: DuckDBPyConnection, told: ArchiveLog) -> list[Event]:
    """Events that the ledger has and the log has not, in the order they happened."""
    found: list[tuple[datetime.datetime, int, str, Event]] = []
    for order, (kind, (_, key, at, _)) in enumerate(_EVENTS.items()):
        known = told.keys(kind)
        if _keys(connection, kind) <= known:
            continue
        for facts in facts_of_ledger(connection, kind):
            if facts[key] not in known:
                found.append((facts[at], order, facts[key], {"event": kind, **facts}))
    return [event for *_, event in sorted(found, key=lambda each: each[:3])]


def _append(path: Path, told: ArchiveLog, events: Sequence[Event], account: str | None) -> None:
    before, lines = told.last, []
    for event in events:
        facts = {name: _as_text(value) for name, value in event.items()}
        if event["event"] == DECISION:
            facts["account"] = account
        before = as_json({**facts, "after": _fingerprint(before)})
        lines.append(before + b"\n")
    is_new = not path.exists()
    with path.open("ab") as stream:
        if told.torn:
            stream.truncate(stream.tell() - len(told.torn))
        elif told.last and not _ends_with_a_line(path):
            stream.write(b"\n")
        stream.write(b"".join(lines))
        stream.flush()
        os.fsync(stream.fileno())
    if is_new:
        see_onto_disk(path.parent)


def _ends_with_a_line(path: Path) -> bool:
    with path.open("rb") as stream:
        stream.seek(-1, os.SEEK_END)
        return stream.read(1) == b"\n"


def own_account() -> str:
    """The account of this machine that runs the command."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def _event_in(line: bytes) -> Event | None:
    """The event of a line; None where it is not one."""
    try:
        facts = json.loads(line)
        if not isinstance(facts, dict) or facts["event"] not in _EVENTS or _EVENTS[facts["event"]][1] not in facts:
            return None
        whole = {**_BEFORE.get(facts["event"], {}), **facts}
        return {name: _from_text(name, value) for name, value in whole.items()}
    except (ValueError, KeyError, TypeError):
        return None


def _as_text(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return f"{value.isoformat(timespec='microseconds')}Z"
    return value.isoformat() if isinstance(value, datetime.date) else value


def _from_text(name: str, value: Any) -> Any:
    if value is None or not isinstance(value, str):
        return value
    if name.endswith("_at"):
        return datetime.datetime.fromisoformat(value.removesuffix("Z"))
    return datetime.date.fromisoformat(value) if name == "valid_until" else value


def _fingerprint(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()[:_AFTER] if line else ""
