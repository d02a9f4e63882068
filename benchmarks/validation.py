"""What validation costs: a decade of a national set, and a million rows that all fail one rule.

Decade: the made-up national set of 43 forces and ten years, some 2,600 files, is taken in; then every return is
validated, from landed rows to findings decided on. `--defects` plants one defect of each kind; `--spoilt PCT` makes so
many of the landed amounts of expenditure negative besides, so that there are many findings. Floor: the same rows are
read once as frames, and as many findings and results inserted at once. Each runs in a process of its own on a copy of
one file; the ratio is what to quote, not the seconds.

A million rows: one submission of invoice lines, of which every row fails the rule; for each rule the seconds, and how
many of the rows are counted and named.

    .venv/bin/python benchmarks/validation.py [--years N] [--defects] [--spoilt PCT] [--rounds N] [--rows N]
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from orchestration.illustration.national_set import write_example_returns
from orchestration.intake.receive import receive_landed
from orchestration.returns.description import VALUE_SUFFIX, all_descriptions, description_of
from orchestration.returns.reference_lists import read_reference_lists
from orchestration.settings import PROJECT_DIR, Settings
from orchestration.validation.by_sql import run_by_sql
from orchestration.validation.catalogue import read_catalogue
from orchestration.validation.suites import read_suite, ready_to_run
from orchestration.validation.validate import validate_return
from orchestration.warehouse.database import open_warehouse, raw_tables

DECADE_SECONDS, DECADE_MB, RULE_SECONDS = 60, 2_048, 10
LINES = description_of("procurement_spend").form("lines").tables[0]
RAW = "procurement_spend__lines"


def settings_in(folder: Path) -> Settings:
    """A hub in a folder."""
    return Settings(workspace=folder, landing=folder / "landing")


def land(folder: Path, years: int, has_defects: bool, spoilt_pct: int) -> None:
    """Make up the set, take it in, and spoil what was landed."""
    settings = settings_in(folder)
    write_example_returns(settings.landing, 43, years, 1, has_defects, settings)
    receive_landed(settings)
    spending = next(each for each in description_of("expenditure").forms[0].tables if each.listed)
    with open_warehouse(settings) as connection:
        for name in (column.name for column in spending.columns if column.type == "money" and spoilt_pct):
            connection.execute(
                f"UPDATE raw.expenditure__{spending.name} SET {name} = '-' || {name}, "
                f"{name}{VALUE_SUFFIX} = '-' || {name}{VALUE_SUFFIX} "
                f"WHERE hash(_submission_id, _row, '{name}') % 100 < {spoilt_pct}"
            )


def validation(folder: Path) -> None:
    """Validate every return, as a load does."""
    for description in all_descriptions():
        validate_return(settings_in(folder), description.return_id)


def floor(folder: Path) -> None:
    """Read all landed rows as frames, and insert the findings and results that validation wrote at once."""
    with open_warehouse(settings_in(folder)) as connection:
        for name in raw_tables():
            connection.execute(f"SELECT * FROM raw.{name}").df()
        connection.execute(f"ATTACH '{folder.with_name('validation') / 'warehouse.duckdb'}' AS written (READ_ONLY)")
        for name in ("findings", "rule_results"):
            connection.register("given", connection.execute(f"SELECT * FROM written.ledger.{name}").df())
            connection.execute(f"INSERT INTO ledger.{name} SELECT * FROM given")
            connection.unregister("given")


def _timed(step: Callable[[Path], None], folder: Path) -> tuple[float, float]:
    """Seconds, and peak memory of the process in MB."""
    started = time.perf_counter()
    step(folder)
    return time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _alone(step: Callable[[Path], None], landed: Path) -> tuple[float, float]:
    folder = landed.parent / step.__name__
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copy(landed / "warehouse.duckdb", folder)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_timed, (step, folder))


def decade(folder: Path, rounds: int) -> None:
    """Time validation and floor in turn."""
    ratios = []
    for _ in range(rounds):
        ours, least = _alone(validation, folder / "landed"), _alone(floor, folder / "landed")
        ratios.append(ours[0] / least[0])
        print(
            f"floor {least[0]:5.1f} s, peak {least[1]:,.0f} MB   validation {ours[0]:5.1f} s, peak {ours[1]:,.0f} MB   "
            f"ratio {ratios[-1]:.1f}",
            flush=True,
        )
    with duckdb.connect(str(folder / "validation" / "warehouse.duckdb"), read_only=True) as connection:
        ((files, rules, findings),) = connection.execute(
            "SELECT (SELECT count(*) FROM ledger.submissions), (SELECT count(*) FROM ledger.rule_results), "
            "(SELECT count(*) FROM ledger.findings)"
        ).fetchall()
    print(f"{files:,} files, {rules:,} results of rules, {findings:,} findings")
    print(f"median ratio {statistics.median(ratios):.1f}")
    print(f"to stay below {DECADE_SECONDS} s and {DECADE_MB:,} MB")


def every_row_fails(rows: int) -> None:
    """Time each rule of invoice lines on rows that all fail it."""
    lists = read_reference_lists(PROJECT_DIR / "seeds")
    suite = read_suite(PROJECT_DIR / "expectations", "procurement_spend", read_catalogue(PROJECT_DIR / "seeds"))
    own = [each for each in suite if each["meta"]["table"] == LINES.name]
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA raw; SET enable_progress_bar = false")
        for expectation in ready_to_run(own, LINES, lists):
            _land_failing(connection, expectation, rows)
            started = time.perf_counter()
            (found,) = run_by_sql(connection, RAW, LINES, ["S000001"], [expectation], lists)
            seconds = time.perf_counter() - started
            rule_id, settings = expectation["meta"]["rule"], expectation["kwargs"]
            failing = sum(found.failing.values())
            name = settings.get("column") or ", ".join(settings["column_list"][1:])
            print(f"{rule_id} {name:28} {seconds:5.1f} s   {failing:,} fail, {len(found.frame):,} named")
    print(f"none may take longer than {RULE_SECONDS} s")


def _land_failing(connection: duckdb.DuckDBPyConnection, expectation: dict[str, Any], rows: int) -> None:
    kind, settings = expectation["type"], expectation["kwargs"]
    name = settings.get("column", "").split("__")[0]
    if kind.endswith("to_not_be_null"):
        cells = {}
    elif kind.endswith("to_be_unique"):
        cells = dict.fromkeys(settings["column_list"][1:], "'L1'")
    elif kind.endswith("to_be_between"):
        cells = {name: "'-1e15'", name + VALUE_SUFFIX: "'-1e15'"}
    else:
        cells = {name: "'nothing known ' || i"}
    columns = ", ".join(f"{column} {kind}" for column, kind in raw_tables()[RAW].items())
    connection.execute(f"CREATE OR REPLACE TABLE raw.{RAW} ({columns})")
    selected = "".join(f", {value} AS {column}" for column, value in cells.items())
    connection.execute(
        f"INSERT INTO raw.{RAW} BY NAME SELECT 'S000001' AS _submission_id, '' AS _sheet, i::INTEGER AS _row{selected} "
        f"FROM range({rows}) AS lines(i)"
    )


def main() -> None:
    """Print both tables."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--years", type=int, default=10)
    arguments.add_argument("--defects", action="store_true")
    arguments.add_argument("--spoilt", type=int, default=0, metavar="PCT")
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    chosen = arguments.parse_args()
    folder = Path(tempfile.mkdtemp())
    land(folder / "landed", chosen.years, chosen.defects, chosen.spoilt)
    decade(folder, chosen.rounds)
    shutil.rmtree(folder)
    every_row_fails(chosen.rows)


if __name__ == "__main__":
    main()
