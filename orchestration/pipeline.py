"""Running the load job from the command line: the same job that the Dagster pages show.

Belongs here: starting the job and saying in words why it failed. Does not belong here: what is printed (`cli`).
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import dagster as dg

from orchestration.build import build_defs
from orchestration.jobs import LOAD_JOB
from orchestration.run_history import instance_of_load
from orchestration.settings import Settings

CONFIG = "dagster.yaml"


@dataclass(frozen=True)
class LoadResult:
    """How a run of the job ended.

    Attributes:
        succeeded: Whether every step succeeded or had nothing to do.
        problems: What failed, in sentences.
    """

    succeeded: bool
    problems: list[str] = field(default_factory=list)


def prepare_dagster_home(settings: Settings) -> Path:
    """The folder of Dagster's run history, with its configuration."""
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    config = settings.dagster_home / CONFIG
    if not config.exists():
        shutil.copyfile(settings.project / "deploy" / CONFIG, config)
    return settings.dagster_home


def run_load(settings: Settings, verbose: bool = False) -> LoadResult:
    """Run the load job in this process; its history stands in the Dagster pages like any other run's."""
    settings.landing.mkdir(parents=True, exist_ok=True)
    home = prepare_dagster_home(settings)
    job = build_defs(settings=settings).resolve_job_def(LOAD_JOB)
    level = "INFO" if verbose else "CRITICAL"
    logging.getLogger("dagster").setLevel(level)
    # When there is nothing to build, this logger says of each check that the release goes on; in truth it is skipped.
    logging.getLogger("dagster._core.execution.plan.active").setLevel(logging.ERROR)
    with instance_of_load(home) as instance:
        with nullcontext() if verbose else _quiet_output():
            result = job.execute_in_process(
                instance=instance,
                raise_on_error=False,
                run_config={"loggers": {"console": {"config": {"log_level": level}}}},
            )
        if result.success:
            return LoadResult(True)
        return LoadResult(False, _problems(result, settings))


@contextmanager
def _quiet_output() -> Iterator[None]:
    """Keep what dbt prints off the terminal; it stands in the run's logs in the Dagster pages."""
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _problems(result: dg.ExecuteInProcessResult, settings: Settings) -> list[str]:
    problems = []
    for event in result.filter_events(lambda each: each.is_step_failure):
        if event.step_key == "warehouse_models":
            problems.extend(_dbt_problems(settings) or [_first_line(event)])
        else:
            problems.append(_first_line(event))
    return problems or ["The load broke off before its first step; run it again with --verbose to see why."]


def _first_line(event: dg.DagsterEvent) -> str:
    error = event.step_failure_data.error
    cause = error.cause if error and error.cause else error
    if cause is None:
        return f"Step {event.step_key} failed without a message."
    # The message begins with the class of the error, which is of no use to its reader.
    message = cause.message.strip().split(f"{cause.cls_name}: ", 1)[-1]
    return f"Step {event.step_key} failed: {message}"


def _dbt_problems(settings: Settings) -> list[str]:
    """What dbt's latest run says of the tests and models that failed."""
    found = sorted(settings.dbt_target.glob("*/run_results.json"), key=lambda path: path.stat().st_mtime)
    if not found:
        return []
    results = json.loads(found[-1].read_text(encoding="utf-8"))["results"]
    problems = []
    for each in results:
        kind, name = each["unique_id"].split(".")[0], each["unique_id"].split(".")[2]
        if each["status"] == "fail":
            problems.append(f"The warehouse test {name} failed: {each['message']}.")
        elif each["status"] == "error":
            problems.append(f"The {kind} {name} could not be built: {each['message']}")
    return problems
