"""Validation alone: from landed rows to findings decided on, and a million rows that all fail one rule.

In scope: running the suites as a load does, next to the same rules in SQL over whole tables. Out of scope:
landing (`intake`), or the checks that models make (`models`).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.figures import Figure, compared
from benchmarks.hubs import KINDS, Bench
from benchmarks.intake import receive
from benchmarks.measure import calling
from orchestration.findings.catalogue import read_catalogue
from orchestration.returns.description import VALUE_SUFFIX, Table, all_descriptions, description_of
from orchestration.returns.reference_lists import read_reference_lists
from orchestration.settings import PROJECT_DIR, Settings
from orchestration.validation.sql_suites import ROWS_LOCATED, run_by_sql
from orchestration.validation.suites import read_suite, ready_to_run
from orchestration.validation.validate import validate_return
from orchestration.warehouse.database import open_warehouse, raw_tables

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FAILING_ROWS = {"small": 100_000, "national": 1_000_000}
_OF_ONE_FILE = "expect_column_distinct_values_to_contain_set"  # asked of each submission by itself
LINES = description_of("procurement_spend").form("lines").tables[0]
RAW = description_of("procurement_spend").raw_table(LINES)


def validation(bench: Bench, size: str) -> Iterator[Figure]:
    """Every return. Floor: each rule once over all files in SQL, and the same results and findings inserted at once."""
    kind = KINDS[size]
    received = bench.path(f"{kind} received")
    if not (received / "warehouse.duckdb").exists():
        bench.say(f"  receiving the files of {kind}")
        receive(str(bench.landing(kind)), str(bench.new_folder(received.name)))

    def copied(name: str) -> Path:
        return Path(shutil.copy(received / "warehouse.duckdb", bench.new_folder(name))).parent

    cost = bench.measure(f"validation, {kind}", lambda: calling("validation:validate", copied("validated")))
    floor_cost = bench.measure(
        "  floor", lambda: calling("validation:floor", copied("validated floor"), bench.path("validated"))
    )
    yield compared(f"validation, {kind}", cost, floor_cost, "each rule once in SQL")
    if size in FAILING_ROWS:
        yield _every_row_fails(bench, FAILING_ROWS[size])


def _every_row_fails(bench: Bench, rows: int) -> Figure:
    name = f"{rows:,} rows that fail every rule"
    cost = bench.measure(name, lambda: calling("validation:find_failing", rows, "rules"))
    floor_cost = bench.measure("  floor", lambda: calling("validation:find_failing", rows, "count"))
    return compared(name, cost, floor_cost, "counting them and reading the first")


def validate(workspace: str) -> None:
    """Validate every return, as a load does."""
    for description in all_descriptions():
        validate_return(_settings(workspace), description.return_id)


def floor(workspace: str, validated: str) -> None:
    """Run each rule once over all landed rows, and insert what validation wrote in one statement a table.

    Args:
        workspace: Hub with landed rows.
        validated: The same hub after validation.
    """
    lists, catalogue = read_reference_lists(PROJECT_DIR / "seeds"), read_catalogue(PROJECT_DIR / "seeds")
    with open_warehouse(_settings(workspace)) as connection:
        for raw, (return_id, table) in _widest().items():
            ids = [each for (each,) in connection.execute(f"SELECT DISTINCT _submission_id FROM raw.{raw}").fetchall()]
            suite = read_suite(PROJECT_DIR / "expectations", return_id, catalogue)
            own = ready_to_run([each for each in suite if each["meta"]["table"] == table.name], table, lists)
            at_once = [each for each in own if each["type"] != _OF_ONE_FILE]
            one_by_one = [each for each in own if each["type"] == _OF_ONE_FILE]
            for batch, rules in ((ids, at_once), *(([each], one_by_one) for each in ids)):
                if batch and rules:
                    run_by_sql(connection, raw, table, batch, rules, lists)
        connection.execute(f"ATTACH '{Path(validated) / 'warehouse.duckdb'}' AS written (READ_ONLY)")
        for name in ("findings", "rule_results", "finding_history", "submissions"):
            connection.execute(f"DELETE FROM ledger.{name}; INSERT INTO ledger.{name} FROM written.ledger.{name}")


def _widest() -> dict[str, tuple[str, Table]]:
    """Raw table to its return and description; of two forms that share one, the one with more columns."""
    found: dict[str, tuple[str, Table]] = {}
    for description in all_descriptions():
        for table in (table for form in description.forms for table in form.tables):
            raw = description.raw_table(table)
            if raw not in found or len(table.columns) > len(found[raw][1].columns):
                found[raw] = (description.return_id, table)
    return found


def find_failing(rows: str, how: str) -> None:
    """Make invoice lines that all fail a rule, for each rule, and find them.

    Args:
        rows: How many.
        how: `rules` to count and name them as validation does, `count` to count them and read as many as it names.
    """
    import duckdb

    lists = read_reference_lists(PROJECT_DIR / "seeds")
    suite = read_suite(PROJECT_DIR / "expectations", "procurement_spend", read_catalogue(PROJECT_DIR / "seeds"))
    own = [each for each in suite if each["meta"]["table"] == LINES.name]
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA raw; SET enable_progress_bar = false")
        for expectation in ready_to_run(own, LINES, lists):
            _land_failing(connection, expectation, int(rows))
            if how == "rules":
                run_by_sql(connection, RAW, LINES, ["S000001"], [expectation], lists)
            else:
                connection.execute(f"SELECT count(*) FROM raw.{RAW} WHERE _submission_id = 'S000001'").fetchall()
                connection.execute(f"FROM raw.{RAW} ORDER BY _row LIMIT {ROWS_LOCATED}").fetchall()


def _land_failing(connection: DuckDBPyConnection, expectation: dict[str, Any], rows: int) -> None:
    kind, settings, columns_of_raw = expectation["type"], expectation["kwargs"], raw_tables()[RAW]
    name = settings.get("column", "").split("__")[0]
    if kind.endswith("to_not_be_null"):
        cells = {}
    elif kind.endswith("to_be_unique"):
        parts = [part.split("__")[0] for part in settings["column_list"] if not part.startswith("_")]
        cells = {column: "'L1'" for part in parts for column in (part, part + VALUE_SUFFIX) if column in columns_of_raw}
    elif kind.endswith("to_be_between"):
        cells = {name: "'-1e15'", name + VALUE_SUFFIX: "'-1e15'"}
    else:
        cells = {name: "'nothing known ' || i"}
    columns = ", ".join(f"{column} {kind}" for column, kind in columns_of_raw.items())
    connection.execute(f"CREATE OR REPLACE TABLE raw.{RAW} ({columns})")
    selected = "".join(f", {value} AS {column}" for column, value in cells.items())
    connection.execute(
        f"INSERT INTO raw.{RAW} BY NAME SELECT 'S000001' AS _submission_id, '' AS _sheet, i::INTEGER AS _row{selected} "
        f"FROM range({rows}) AS lines(i)"
    )


def _settings(workspace: str) -> Settings:
    return Settings(workspace=Path(workspace), landing=Path(workspace) / "landing")
