"""A load: the list of its stages, and running them in order. Knows nothing of Dagster, which calls the same stages.

In scope: the stages, their order, what each says of itself, and when there is nothing to do. Out of scope:
the work itself, what is printed (`cli`), or Dagster's view of it (`dagster_hub`).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.country import dbt_variables
from orchestration.faults import HubFault, hub_fault
from orchestration.log_lines import run_of_log
from orchestration.pipeline.settled import is_settled, landing_state, note_settled
from orchestration.settings import Settings
from orchestration.sources.fetch import fetch_from_sources
from orchestration.warehouse.archive_log import bring_log_up_to_date, own_account
from orchestration.warehouse.clock import stage_clock
from orchestration.warehouse.cpu import cpu_seconds
from orchestration.warehouse.damage import WarehouseUnusable
from orchestration.warehouse.database import WarehouseHeld
from orchestration.warehouse.holding import holding
from orchestration.warehouse.loads import STAGE_NAMES, StageLine, begin_stage, record_stage
from orchestration.warehouse.lock import WarehouseBusy

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

log = logging.getLogger("icm.pipeline")


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


class StageFailed(Exception):
    """A stage that could not do its work, or not all of it.

    Attributes:
        problems: What is wrong, in sentences.
        said: What it had done before, which stands.
    """

    def __init__(self, problems: list[str], said: Said | None = None) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems
        self.said = said or Said()


@dataclass(frozen=True)
class Stage:
    """One step of a load.

    Attributes:
        name: Name, one word.
        about: What it does, in a sentence.
        work: Does it; the connection to the private file stays open for the whole load.
        runs_after_a_failure: Whether it runs although a stage before it failed.
        writes_ledger: Whether it writes the ledger from files and decisions, so that a rebuild runs it again.
    """

    name: str
    about: str
    work: Callable[[Settings, DuckDBPyConnection], Said]
    runs_after_a_failure: bool = False
    writes_ledger: bool = False


@dataclass(frozen=True)
class StageReport:
    """What became of a stage in a load: what it said, CPU and wall seconds, children included, and the load."""

    name: str
    said: Said
    cpu_seconds: float
    wall_seconds: float
    load_id: str | None = None


@dataclass(frozen=True)
class LoadResult:
    """How a load ended.

    Attributes:
        succeeded: Whether every stage did its work or had none.
        problems: What failed, in sentences.
        stages: The stages that ran, in order; empty where nothing was new.
        not_fetched: What could not be fetched from the sources, in sentences; the load went on without.
    """

    succeeded: bool
    problems: list[str] = field(default_factory=list)
    stages: list[StageReport] = field(default_factory=list)
    not_fetched: list[str] = field(default_factory=list)

    @property
    def load_id(self) -> str | None:
        """Its line in the ledger; None where nothing was new, or no stage did its work."""
        return next((each.load_id for each in self.stages if each.load_id), None)


def receive(settings: Settings, connection: DuckDBPyConnection) -> Said:
    """Give every file that has landed a line in the ledger, and land its rows."""
    from orchestration.intake.archive import complete_sidecars
    from orchestration.intake.receive import receive_landed

    if written := complete_sidecars(connection, settings.archive, only_missing=True):
        log.info("Wrote beside %d archived files, from the ledger, what they are", len(written))
    receipt = receive_landed(settings)
    for each in receipt.new:
        facts = {"submission_id": each.submission_id, "return_id": each.return_id, "status": each.status}
        log.debug("Received %s", each.file_name, extra=facts)
    return Said({"files": len(receipt.new) + len(receipt.already_received)}, {"submissions": len(receipt.new)})


def validate(settings: Settings, connection: DuckDBPyConnection) -> Said:
    """Run the suite of each return on what waits for it, and decide."""
    from orchestration.returns.description import all_descriptions
    from orchestration.validation.validate import validate_return

    outcomes: dict[str, str] = {}
    for description in all_descriptions():
        outcomes |= validate_return(settings, description.return_id)
    _log_outcomes(outcomes)
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
    _log_outcomes(outcomes)
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
    """Publish a release, unless the one in force holds the same, and hand over to Spark where the settings say so.

    Raises:
        StageFailed: If the folder for Spark cannot be used; the release stands.
    """
    from orchestration.publication.publish import publish as publish_release
    from orchestration.publication.retention import prune_releases
    from orchestration.publication.state import nothing_was_accepted, release_is_current

    if nothing_was_accepted(connection):
        return Said()
    wrote: dict[str, int] = {}
    facts: dict[str, Any] = {}
    if not release_is_current(connection, settings):
        release = facts["release"] = publish_release(settings)
        gone = prune_releases(settings, settings.keep_releases)
        for release_id in gone:
            log.info("Removed the old release %s: the newest %d are kept", release_id, settings.keep_releases)
        wrote |= {"tables": release.tables, "old releases removed": len(gone)}
    if settings.hand_over_to:
        try:
            wrote["submissions handed over"] = _hand_over(settings, connection)
        except StageFailed as error:
            raise StageFailed(error.problems, Said(wrote=wrote, facts=facts)) from error
    return Said(wrote=wrote, facts=facts)


def _hand_over(settings: Settings, connection: DuckDBPyConnection) -> int:
    """Bring the folder for Spark up to date; how many submissions were written, each partitioned by year and force."""
    import duckdb

    from orchestration.spark.hand_over import HandOverRefused, hand_over

    folder = settings.hand_over_to
    log.info("Handing over to %s", folder)
    try:
        return hand_over(connection, settings, Path(folder)).written
    except HandOverRefused as error:
        reason = str(error)
        cause: Exception = error
    except (OSError, duckdb.IOException) as error:
        if hub_fault(error):
            raise
        reason = f"{folder} cannot be written to: {error}. Name a folder that the hub's account may write to."
        cause = error
    said = "The current release stands, but not everything was handed over to Spark."
    raise StageFailed([f"{said} {reason} The next load tries again."]) from cause


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
    Stage("receive", "Take in what has landed.", receive, writes_ledger=True),
    Stage("validate", "Run the suites and decide.", validate, writes_ledger=True),
    Stage("match", "Match reports of one agreement in different registers.", match, writes_ledger=True),
    Stage("compare", "Compare returns with one another.", compare, writes_ledger=True),
    Stage("build", "Build and test the tables of which something has changed.", build),
    Stage("publish", "Publish a release if it would differ from the one in force.", publish),
    Stage("report", "Write what stewards, senders and engineers read.", report, runs_after_a_failure=True),
)


def _log_outcomes(outcomes: Mapping[str, str]) -> None:
    for submission_id, status in outcomes.items():
        log.debug("Decided: %s", status, extra={"submission_id": submission_id, "status": status})


def run_load(settings: Settings) -> LoadResult:
    """Fetch from the sources and run all stages on a hub; no stage where neither it nor what waits has changed."""
    dbt_variables(settings.seeds)  # facts of a country that cannot be used stop the load before it begins
    settings.landing.mkdir(parents=True, exist_ok=True)
    with run_of_log():
        log.debug("Load of %s begins", settings.landing)
        try:
            not_fetched = fetch_from_sources(settings).problems
            result = replace(_load(settings), not_fetched=not_fetched)
        except HubFault as error:
            result = LoadResult(False, [str(error)])
        for problem in result.problems:
            log.debug("Not published: %s", problem, extra={"load_id": result.load_id})
        outcome = "succeeded" if result.succeeded else "failed"
        log.debug("Load ends: %s", outcome, extra={"load_id": result.load_id, "outcome": outcome})
    return result


def _load(settings: Settings) -> LoadResult:
    if is_settled(settings):
        # The time of the note is that of the last success (`answers.health`).
        with suppress(OSError):
            settings.settled.touch()
        return LoadResult(True)
    landing = landing_state(settings)
    try:
        with holding(settings) as connection:
            result = _run_stages(settings, connection)
    except (WarehouseBusy, WarehouseHeld, WarehouseUnusable) as error:
        return LoadResult(False, [str(error)])
    except Exception as error:
        # What a load leaves at its end, or finds at its beginning, is a disk's as well.
        if (fault := hub_fault(error)) is None:
            raise
        log.debug("The fault in full", exc_info=True)
        return LoadResult(False, [str(fault)])
    if result.succeeded:
        note_settled(settings, landing)
    return result


def run_stage(stage: Stage, settings: Settings, connection: DuckDBPyConnection) -> StageReport:
    """Run one stage, take its time, and write down in the ledger how it ended."""
    cpu, wall = cpu_seconds(), time.perf_counter()
    try:
        said = _work(stage, settings, connection)
    except Exception as error:
        problem = " ".join(problems_of(stage, error))
        log.debug("Stage %s failed: %s", stage.name, problem, extra={"stage": stage.name})
        done = error.said if isinstance(error, StageFailed) else Said()
        _write_down(connection, _line(stage, done, wall, cpu, problem))
        raise
    line = _line(stage, said, wall, cpu)
    load_id = _write_down(connection, line)
    facts = {"read": dict(said.read), "wrote": dict(said.wrote), "release_id": line.release_id}
    seconds = {"seconds": round(line.wall_seconds, 3), "cpu_seconds": round(line.cpu_seconds, 3)}
    log.debug("Stage %s is done", stage.name, extra={"stage": stage.name, "load_id": load_id, **facts, **seconds})
    return StageReport(stage.name, said, line.cpu_seconds, line.wall_seconds, load_id)


def _line(stage: Stage, said: Said, wall: float, cpu: float, problem: str | None = None) -> StageLine:
    """The line of the ledger for a stage that began at those seconds, by the clock and of processor time."""
    release = said.facts.get("release")
    return StageLine(
        stage.name, time.perf_counter() - wall, cpu_seconds() - cpu, said.read, said.wrote, problem=problem,
        release_id=release.release_id if release else None,
    )  # fmt: skip


def _work(stage: Stage, settings: Settings, connection: DuckDBPyConnection) -> Said:
    """Do the work of a stage; one that writes the ledger runs by the moment it began, and the log follows."""
    if not stage.writes_ledger:
        return stage.work(settings, connection)
    with stage_clock(begin_stage(connection, settings, stage.name)):
        said = stage.work(settings, connection)
    bring_log_up_to_date(connection, settings, own_account())
    return said


def problems_of(stage: Stage, error: Exception) -> list[str]:
    """Why a stage failed, in sentences."""
    if isinstance(error, StageFailed):
        return error.problems
    fault = hub_fault(error)
    return [str(fault) if fault else f"Stage {stage.name} failed: {error}"]


def _write_down(connection: DuckDBPyConnection, line: StageLine) -> str | None:
    """Write down how a stage ended; that it cannot be, for example on a full disk, must not hide why it failed."""
    try:
        return record_stage(connection, line, begins_load=line.stage == STAGE_NAMES[0])
    except Exception as error:
        log.warning("The ledger could not note how stage %s ended: %s", line.stage, hub_fault(error) or error)
        log.debug("The fault in full", exc_info=True)
        return None


def _run_stages(settings: Settings, connection: DuckDBPyConnection) -> LoadResult:
    problems: list[str] = []
    reports: list[StageReport] = []
    for stage in STAGES:
        if problems and not stage.runs_after_a_failure:
            continue
        try:
            reports.append(run_stage(stage, settings, connection))
        except Exception as error:
            if not isinstance(error, StageFailed):
                log.debug("The fault in full", exc_info=True)
            problems += [each for each in problems_of(stage, error) if each not in problems]
    return LoadResult(not problems, problems, reports)
