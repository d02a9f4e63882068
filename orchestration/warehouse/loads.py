"""Loads and their stages: one line when each began, one when it ended, so that a load has figures and can be run again.

In scope: writing those lines. Out of scope: what a load does (`intake.receive`, `pipeline.load`), or the files' own
lines (`warehouse.ledger`). A file belongs to the last load that began before it was received.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from orchestration.settings import Settings
from orchestration.warehouse.clock import wall_clock
from orchestration.warehouse.ledger import now

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Names of the stages of a load, in order. Dagster runs the last beside others, so a load is over when all have ended.
STAGE_NAMES = ("receive", "validate", "match", "compare", "build", "publish", "report")


def begin_load(connection: DuckDBPyConnection) -> str:
    """Write down that a load has begun; one that breaks off keeps its line without an end."""
    ((count,),) = connection.execute("SELECT count(*) FROM ledger.loads").fetchall()
    load_id = f"L{count + 1:06d}"
    connection.execute("INSERT INTO ledger.loads (load_id, started_at) VALUES (?, ?)", [load_id, now()])
    return load_id


def end_load(connection: DuckDBPyConnection, load_id: str, new: int, already_received: int) -> None:
    """Write down how many files a load found: new ones, and ones received before."""
    connection.execute(
        "UPDATE ledger.loads SET read_at = ?, files_new = ?, files_already_received = ? WHERE load_id = ?",
        [wall_clock(), new, already_received, load_id],
    )


def begin_stage(
    connection: DuckDBPyConnection, settings: Settings, stage: str, at: datetime.datetime | None = None
) -> datetime.datetime:
    """Write down that a stage that decides has begun, and with which choices.

    Args:
        connection: The private file.
        settings: The hub, with the choices of the load.
        stage: Name of the stage.
        at: The moment, in UTC without a zone; the present one where None.

    Returns:
        The moment.
    """
    ((count,),) = connection.execute("SELECT count(*) FROM ledger.stages").fetchall()
    began_at = at or wall_clock()
    connection.execute(
        "INSERT INTO ledger.stages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            f"T{count + 1:06d}", stage, began_at, settings.retry_not_accepted, settings.recheck,
            settings.recheck_return, settings.recheck_year, settings.with_illustrative,
        ],
    )  # fmt: skip
    return began_at


def with_choices_of(settings: Settings, stage: Mapping[str, Any]) -> Settings:
    """The hub with the choices that a stage was run with, by its line."""
    return replace(
        settings,
        retry_not_accepted=bool(stage["retry"]),
        recheck=bool(stage["recheck"]),
        recheck_return=stage["recheck_return"] or "",
        recheck_year=stage["recheck_year"] or "",
        with_illustrative=bool(stage["with_illustrative"]),
    )


@dataclass(frozen=True)
class StageLine:
    """What is written down of a stage of a load.

    Attributes:
        stage: Name of the stage.
        wall_seconds: Seconds that it took.
        cpu_seconds: CPU seconds that it took, children included.
        read: What it looked at, as counts by name.
        wrote: What it wrote, as counts by name.
        problem: Why it failed, as a sentence; None if it did its work.
        release_id: The release that it published; None if it published none.
    """

    stage: str
    wall_seconds: float
    cpu_seconds: float
    read: Mapping[str, int] = field(default_factory=dict)
    wrote: Mapping[str, int] = field(default_factory=dict)
    problem: str | None = None
    release_id: str | None = None


def latest_load(connection: DuckDBPyConnection) -> str | None:
    """The load that began last; None before the first."""
    ((load_id,),) = connection.execute("SELECT max(load_id) FROM ledger.loads").fetchall()
    return str(load_id) if load_id else None


def record_stage(connection: DuckDBPyConnection, line: StageLine, *, begins_load: bool = False) -> str:
    """Write down how a stage of the latest load ended, in place of an earlier try, and return the load.

    Args:
        connection: The private file.
        line: The stage.
        begins_load: Whether it is the first stage of a load; if it failed before the load had a line, it is given one.
    """
    load_id = latest_load(connection)
    if load_id is None or (begins_load and _has_stage(connection, load_id, line.stage)):
        load_id = begin_load(connection)
    connection.execute(
        "INSERT OR REPLACE INTO ledger.load_stages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [load_id, line.stage, now(), round(line.wall_seconds, 3), round(line.cpu_seconds, 3),
         json.dumps(dict(line.read)), json.dumps(dict(line.wrote)), line.problem, line.release_id],
    )  # fmt: skip
    return load_id


def _has_stage(connection: DuckDBPyConnection, load_id: str, stage: str) -> bool:
    found = connection.execute(
        "SELECT 1 FROM ledger.load_stages WHERE load_id = ? AND stage = ?", [load_id, stage]
    ).fetchall()
    return bool(found)
