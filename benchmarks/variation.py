"""How long the variation tables of a national decade take, and how much of that is not the statements themselves.

Facts of 43 forces, ten years and ninety headings are made up and written straight into the marts that measures read;
there is no intake. An official set of peers is among them, so that there are four averages; each set of somebody's own
would add a quarter of the rows. Models: dbt builds what lies in models/intermediate/measures and models/variation.
Script: the same statements, as dbt compiled them, run one after the other in DuckDB with nothing around them. Both run
in turn in processes of their own on copies of one file and on two threads; the ratio is what to quote, not the seconds.
Models count from the start of the first to the end of the last: two run at a time, so that their sum, which is printed
too, counts the time in which they share the processor twice. Registers of collaborations are left empty, so that the
models of variation that read them cost next to nothing here.

    .venv/bin/python benchmarks/variation.py [--rounds N] [--slowest N]
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.settings import Settings
from orchestration.warehouse.database import open_warehouse

MODEL_SECONDS, RATIO, THREADS = 10, 2.0, 2
MEASURED = ("path:models/intermediate/measures", "path:models/variation")
FIRST_YEAR, YEARS, HEADINGS = 2013, 10, 90

_FORCE_YEARS = f"""
    marts.dim_force CROSS JOIN (
        FROM reference.financial_years WHERE start_year BETWEEN {FIRST_YEAR} AND {FIRST_YEAR + YEARS - 1}
    )"""
_HEADINGS = f"""
    (FROM marts.dim_poa_heading WHERE heading_system = 'poa' ORDER BY level, heading_id LIMIT {HEADINGS})"""
_BY_HEADING = f"{_FORCE_YEARS} CROSS JOIN {_HEADINGS}"
# One force in fifty is silent under a heading.
_SPREAD = "hash(force_id, financial_year, heading_id, '{about}')"
_IS_SILENT = f"{_SPREAD.format(about='silence')} % 50 = 0"
_STATE = f"CASE WHEN {_IS_SILENT} THEN 'not_reported' ELSE 'reported' END AS reported_state"
_POUNDS = f"1000000 + {_SPREAD.format(about='pounds')} % 500000000 / 100"
_SUBMISSION = "'{prefix}' || force_id || financial_year AS submission_id"


def _amount(expression: str, name: str, kind: str) -> str:
    return f"CASE WHEN NOT {_IS_SILENT} THEN {expression} END::{kind} AS {name}"


FACTS = {
    "ledger.submissions": f"""
        SELECT prefix || force_id || financial_year AS submission_id, true AS is_illustrative, 'accepted' AS status
        FROM {_FORCE_YEARS} CROSS JOIN (VALUES ('E'), ('W')) AS returns(prefix)""",
    "marts.force_population": f"""
        SELECT force_id, population_mid_year AS mid_year, 1 AS local_authorities,
            (600000 + hash(force_id) % 2000000 + start_year * 1000)::BIGINT AS population
        FROM {_FORCE_YEARS}""",
    "marts.force_workforce": f"""
        SELECT force_id, workforce_as_at AS as_at, worker_type, 'W' || force_id || financial_year AS submission_id,
            (hash(force_id, start_year, worker_type) % 400000 / 100)::DOUBLE AS fte
        FROM {_FORCE_YEARS} CROSS JOIN (SELECT DISTINCT worker_type FROM reference.workforce_groups)""",
    "marts.force_funding": f"""
        SELECT force_id, financial_year, 'reported' AS precept_state, {_SUBMISSION.format(prefix="E")},
            1e6 + hash(force_id, start_year) % 200000000 AS formula_grant_gbp,
            1e6 + hash(force_id, start_year, 'precept') % 200000000 AS precept_gbp
        FROM {_FORCE_YEARS}""",
    "marts.functions_by_poa_heading": f"""
        SELECT force_id, financial_year, heading_id, basis, {_SUBMISSION.format(prefix="E")}, true AS is_illustrative,
            {_amount(_POUNDS, "net_revenue_expenditure_gbp", "DECIMAL(18, 2)")}, {_STATE}
        FROM {_BY_HEADING} CROSS JOIN (VALUES ('estimate'), ('outturn')) AS bases(basis)""",
    "marts.expenditure_lines": f"""
        SELECT force_id, financial_year, heading_id, basis, line, 'total' AS kind, true AS is_illustrative,
            {_SUBMISSION.format(prefix="E")}, {_STATE},
            {_amount(f"share * ({_POUNDS})", "amount_gbp", "DECIMAL(18, 2)")}
        FROM {_BY_HEADING} CROSS JOIN (VALUES ('estimate'), ('outturn')) AS bases(basis)
            CROSS JOIN (VALUES ('gross_expenditure', 2), ('in_collaboration', 0.1)) AS lines(line, share)""",
    "marts.force_workforce_by_heading": f"""
        SELECT force_id, financial_year, workforce_as_at AS as_at, heading_id, worker_type, 'fte' AS basis,
            true AS is_illustrative, {_SUBMISSION.format(prefix="W")}, {_STATE},
            {_amount("hash(force_id, start_year, heading_id, worker_type) % 20000 / 100", "people", "DOUBLE")}
        FROM {_BY_HEADING} CROSS JOIN (
            VALUES ('police_officer'), ('police_staff'), ('pcso'), ('designated_officer')
        ) AS types(worker_type)""",
    "marts.peer_groups": """
        SELECT peer_set_id, peer_set_id AS peer_set_name, kind, force_id, force_id AS peer_force_id,
            '2013/14' AS financial_year_from, 'A body' AS published_by, 'A page' AS source,
            DATE '2013-04-01' AS as_at, 'P' AS submission_id
        FROM marts.dim_force CROSS JOIN (VALUES ('official', 'official')) AS sets(peer_set_id, kind)""",
    # The eight forces next in the list.
    "intermediate.int_peer_groups__by_year": f"""
        WITH placed AS (SELECT force_id, row_number() OVER (ORDER BY force_id) - 1 AS place FROM marts.dim_force)
        SELECT average_method, average_method AS peer_set_id, force_id, peer_force_id, financial_year
        FROM {_FORCE_YEARS} INNER JOIN placed USING (force_id) INNER JOIN (
            SELECT force_id AS peer_force_id, place AS peer_place FROM placed
        ) ON true INNER JOIN (VALUES ('weighted_peer')) AS methods(average_method)
            ON (peer_place - place + 43) % 43 BETWEEN 1 AND 8""",
}  # fmt: skip


@dataclass(frozen=True)
class Round:
    """Seconds of one round.

    Attributes:
        models: Sum of what each model took, two of them at a time.
        span: From the start of the first model to the end of the last.
        clock: The whole command, with its start and the reading of the project.
        script: The statements alone.
    """

    models: float
    span: float
    clock: float
    script: float


def settings_in(folder: Path) -> Settings:
    """A hub in a folder."""
    return Settings(workspace=folder, landing=folder / "landing", with_illustrative=True)


def dbt(settings: Settings, *arguments: str) -> list[dict[str, Any]]:
    """Run dbt as a load does, and give the results of its models."""
    project = str(settings.dbt_project)
    subprocess.run(
        [
            str(Path(sys.executable).parent / "dbt"), "--quiet", *arguments,
            "--project-dir", project, "--profiles-dir", project,
        ],
        env={**os.environ, **settings.environment()}, check=True,
    )  # fmt: skip
    results = json.loads((settings.dbt_target / "run_results.json").read_text(encoding="utf-8"))["results"]
    return [each for each in results if each["unique_id"].startswith("model.")]


def write_facts(settings: Settings) -> None:
    """Make every table that the measures need, empty, and fill those that they read."""
    with open_warehouse(settings):
        pass
    dbt(settings, "seed")
    dbt(settings, "run", "--select", *(f"+{each}" for each in MEASURED))
    with open_warehouse(settings) as connection:
        connection.execute(
            "CREATE TABLE made AS FROM intermediate.int_peer_groups__by_year; "
            "DROP VIEW intermediate.int_peer_groups__by_year; "
            "CREATE TABLE intermediate.int_peer_groups__by_year AS FROM made; DROP TABLE made"
        )
        for table, rows in FACTS.items():
            connection.execute(f"INSERT INTO {table} BY NAME {rows}")


def models(workspace: Path) -> tuple[list[dict[str, Any]], float]:
    """Build the models with dbt: its results, and seconds by the clock."""
    started = time.perf_counter()
    results = dbt(settings_in(workspace), "run", "--select", *MEASURED)
    return results, time.perf_counter() - started


def script(warehouse: Path, statements: list[str]) -> float:
    """Seconds that the statements alone take, one after the other."""
    with duckdb.connect(str(warehouse), config={"threads": THREADS}) as connection:
        connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
        started = time.perf_counter()
        for statement in statements:
            connection.execute(statement)
        return time.perf_counter() - started


def statements_of(settings: Settings, results: list[dict[str, Any]]) -> list[str]:
    """One statement a model, in the order in which the models were built."""
    nodes = json.loads((settings.dbt_target / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    made = []
    for each in sorted(results, key=lambda result: _moment(result, "started_at")):
        kind = nodes[each["unique_id"]]["config"]["materialized"]
        made.append(f"CREATE OR REPLACE {kind} {each['relation_name']} AS {each['compiled_code']}")
    return made


def _moment(result: dict[str, Any], which: str) -> str:
    return next(each[which] for each in result["timing"] if each["name"] == "execute")


def _seconds_between(first: str, last: str) -> float:
    return (datetime.fromisoformat(last) - datetime.fromisoformat(first)).total_seconds()


def one_round(facts: Path, slowest: int) -> Round:
    """Both ways in turn, each on a copy of the facts."""
    ours, theirs = facts.with_name("models"), facts.with_name("script")
    for folder in (ours, theirs):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(facts, folder)
    results, clock = models(ours)
    statements = statements_of(settings_in(ours), results)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        alone = pool.apply(script, (theirs / "warehouse.duckdb", statements))
    first = min(_moment(each, "started_at") for each in results)
    last = max(_moment(each, "completed_at") for each in results)
    for each in sorted(results, key=lambda result: -result["execution_time"])[:slowest]:
        print(f"    {each['execution_time']:5.2f} s {each['unique_id'].split('.')[-1]}")
    return Round(sum(each["execution_time"] for each in results), _seconds_between(first, last), clock, alone)


def main() -> None:
    """Time both in turn and print the ratio."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--slowest", type=int, default=5, help="how many of the slowest models to name")
    chosen = arguments.parse_args()
    folder = Path(tempfile.mkdtemp())
    write_facts(settings_in(folder / "facts"))
    rounds = []
    for number in range(chosen.rounds):
        made = one_round(folder / "facts", chosen.slowest if number == 0 else 0)
        rounds.append(made)
        print(
            f"models {made.span:5.1f} s (their sum {made.models:5.1f} s), whole command {made.clock:5.1f} s   "
            f"script {made.script:5.1f} s   ratio {made.span / made.script:.2f}",
            flush=True,
        )
    with duckdb.connect(str(folder / "models" / "warehouse.duckdb"), read_only=True) as connection:
        ((measures, headings, years, rows),) = connection.execute(
            "SELECT count(DISTINCT measure_id), count(DISTINCT heading_id), count(DISTINCT financial_year), count(*) "
            "FROM variation.force_position"
        ).fetchall()
    print(f"{measures} measures, {headings} headings, {years} years, {rows:,} positions")
    print(
        f"median of models {statistics.median(each.span for each in rounds):.1f} s, "
        f"ratio {statistics.median(each.span / each.script for each in rounds):.2f}"
    )
    print(f"to stay below {MODEL_SECONDS} s and a ratio of {RATIO}")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
