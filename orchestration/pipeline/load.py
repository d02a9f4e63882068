"""A load: the list of its stages, and running them in order. Knows nothing of Dagster, which calls the same stages.

In scope: the stages, their order, what each says of itself, and when there is nothing to do. Out of scope:
the work itself, what is printed (`cli`), or Dagster's view of it (`dagster_hub`).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from orchestration.pipeline.settled import is_settled, landing_state, note_settled
from orchestration.settings import Settings
from orchestration.warehouse.cpu import cpu_seconds
from orchestration.warehouse.database import WarehouseHeld
from orchestration.warehouse.holding import holding
from orchestration.warehouse.lock import WarehouseBusy

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

log = logging.getLogger("icm.pipeline")


class StageFailed(Exception):
    """A stage that could not do its work; `problems` says what is wrong, in sentences."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Said:
    """What a stage says of its work.

    Attributes:
        read: What it looked at, as counts by name.
        wrote: What it wrote, as counts by name; empty where it left everything as it was.
        facts: What a reader in the same process may want besides: a release, a build.
    """

    read: Mapping[str, int] = field(default_factory=dict)
    wrote: Mapping[str, int] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Stage:
    """One step of a load.

    Attributes:
        name: Name, one word.
        about: What it does, in a sentence.
        work: Does it; the connection to the private file stays open for the whole load.
        runs_after_a_failure: Whether it runs although a stage before it failed.
    """

    name: str
    about: str
    work: Callable[[Settings, DuckDBPyConnection], Said]
    runs_after_a_failure: bool = False


@dataclass(frozen=True)
class StageReport:
    """What became of a stage in a load: what it said, and CPU and wall seconds, children included."""

    name: str
    said: Said
    cpu_seconds: float
    wall_seconds: float


@dataclass(frozen=True)
class LoadResult:
    """How a load ended.

    Attributes:
        succeeded: Whether every stage did its work or had none.
        problems: What failed, in sentences.
        stages: The stages that ran, in order; empty where nothing was new.
    """

    succeeded: bool
    problems: list[str] = field(default_factory=list)
    stages: list[StageReport] = field(default_factory=list)


def receive(settings: Settings, connection: DuckDBPyConnection) -> Said:
    """Give every file that has landed a line in the ledger, and land its rows."""
    from orchestration.intake.receive import receive_landed

    receipt = receive_landed(settings)
    return Said({"files": len(receipt.new) + len(receipt.already_received)}, {"submissions": len(receipt.new)})


def validate(settings: Settings, connection: DuckDBPyConnection) -> Said:
    """Run the suite of each return on what waits for it, and decide."""
    from orchestration.returns.description import all_descriptions
    from orchestration.validation.validate import validate_return

    outcomes: dict[str, str] = {}
    for description in all_descriptions():
        outcomes |= validate_return(settings, description.return_id)
    return Said(wrote={"submissions decided on": len(outcomes)}, facts={"outcomes": outcomes})


def match(settings: Settings, connection: DuckDBPyConnection) -> Said:
    """Find which reports of which registers are of one agreement."""
    from orchestration.matching.match import match_if_changed

    found = match_if_changed(settings)
    if found is None:
        return Said()
    agreements = {each.agreement_id for each in found.reports}
    return Said(
        {"reports of agreements": len(found.reports)}, {"agreements": len(agreements), "in doubt": len(found.doubts)}
    )


def compare(settings: Settings, connection: DuckDBPyConnection) -> Said:
    """Bring up to date what returns say of one another, of the year before and of other bodies."""
    from orchestration.validation.cross_return import compare_returns

    outcomes = compare_returns(settings)
    return Said(wrote={"submissions decided on": len(outcomes)}, facts={"outcomes": outcomes})


def build(settings: Settings, connection: DuckDBPyConnection) -> Said:
    """Build the tables of which something behind them has changed, and test them.

    Raises:
        StageFailed: If a table could not be built or a test failed: nothing may be published.
    """
    from orchestration.publication.state import nothing_was_accepted, record_build
    from orchestration.warehouse.plan import read_plan
    from orchestration.warehouse.runner import build_warehouse

    if nothing_was_accepted(connection):
        return Said()
    plan = read_plan(settings)
    done = build_warehouse(connection, settings, plan, plan.for_release)
    for warning in done.warnings:
        log.warning("%s", warning)
    if done.problems:
        raise StageFailed(done.problems)
    record_build(connection, settings, plan)
    return Said(
        {"tables and views": done.steps},
        {"built": len(done.built), "changed": len(done.changed), "tests run": done.tests_run},
        {"build": done},
    )


def publish(settings: Settings, connection: DuckDBPyConnection) -> Said:
    """Publish a release, unless the one in force holds the same."""
    from orchestration.publication.publish import publish as publish_release
    from orchestration.publication.retention import prune_releases
    from orchestration.publication.state import nothing_was_accepted, release_is_current

    if nothing_was_accepted(connection) or release_is_current(connection, settings):
        return Said()
    release = publish_release(settings)
    gone = prune_releases(settings, settings.keep_releases)
    for release_id in gone:
        log.info("Removed the old release %s: the newest %d are kept", release_id, settings.keep_releases)
    return Said(wrote={"tables": release.tables, "old releases removed": len(gone)}, facts={"release": release})


def report(settings: Settings, connection: DuckDBPyConnection) -> Said:
    """Write the files that go back to the senders, the engineer's evidence and the steward's report."""
    from orchestration.feedback.write import write_feedback
    from orchestration.steward_report.write import write_steward_report
    from orchestration.validation.data_docs import write_data_docs

    # A fault in one of the files that go back must not keep the steward from seeing the load.
    try:
        files = write_feedback(settings)
        evidence = write_data_docs(settings)
    finally:
        page = write_steward_report(settings)
    return Said(wrote={"files to senders": len(files)}, facts={"page": page, "evidence": evidence, "files": files})


STAGES = (
    Stage("receive", "Take in what has landed.", receive),
    Stage("validate", "Run the suites and decide.", validate),
    Stage("match", "Match reports of one agreement in different registers.", match),
    Stage("compare", "Compare returns with one another.", compare),
    Stage("build", "Build and test the tables of which something has changed.", build),
    Stage("publish", "Publish a release if it would differ from the one in force.", publish),
    Stage("report", "Write what stewards, senders and engineers read.", report, runs_after_a_failure=True),
)


def run_load(settings: Settings) -> LoadResult:
    """Run all stages on a hub; at once when neither the hub nor the landing folder has changed since the last load."""
    settings.landing.mkdir(parents=True, exist_ok=True)
    if is_settled(settings):
        return LoadResult(True)
    landing = landing_state(settings)
    try:
        with holding(settings) as connection:
            result = _run_stages(settings, connection)
    except (WarehouseBusy, WarehouseHeld) as error:
        return LoadResult(False, [str(error)])
    if result.succeeded:
        note_settled(settings, landing)
    return result


def run_stage(stage: Stage, settings: Settings, connection: DuckDBPyConnection) -> StageReport:
    """Run one stage, and take its time."""
    cpu, wall = cpu_seconds(), time.perf_counter()
    said = stage.work(settings, connection)
    done = StageReport(stage.name, said, cpu_seconds() - cpu, time.perf_counter() - wall)
    log.debug("%s: %.1f CPU seconds, %.1f seconds", stage.name, done.cpu_seconds, done.wall_seconds)
    return done


def _run_stages(settings: Settings, connection: DuckDBPyConnection) -> LoadResult:
    problems: list[str] = []
    reports: list[StageReport] = []
    for stage in STAGES:
        if problems and not stage.runs_after_a_failure:
            continue
        try:
            reports.append(run_stage(stage, settings, connection))
        except StageFailed as error:
            problems.extend(error.problems)
        except Exception as error:
            log.debug("The fault in full", exc_info=True)
            problems.append(f"Stage {stage.name} failed: {error}")
    return LoadResult(not problems, problems, reports)
