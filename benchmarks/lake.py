"""Invoice lines as they are handed over, by the million: the spend models on Spark, and the same models on DuckDB.

In scope: made-up lines in the layout of a hand-over, and building from them. Out of scope: how lines get into a hub
(`spend`), and whether both engines give the same (`make test-spark`).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import duckdb

from benchmarks.figures import Figure, compared
from benchmarks.hubs import Bench
from benchmarks.measure import calling
from benchmarks.plain_sql import read_steps, run_steps
from benchmarks.spend import CELLS, LINES, RAW, SUPPLIERS, TABLE, land_and_build, write_list
from orchestration.returns.description import MISSING_SUFFIX, VALUE_SUFFIX
from orchestration.settings import PROJECT_DIR, Settings
from orchestration.spark.build import SAIL, SPARK, build
from orchestration.spark.hand_over import PARTITIONS, hand_over
from orchestration.warehouse.database import open_warehouse

# Lines lie in ten equal files. Either each is the list of a force, or the first force has half of them. Models look at
# no invoice number, so the files may have the same lines.
_FILES, _OF_THE_FIRST = 10, {"even": 1, "half from one force": 5}
_MART = "marts.procurement_spend"


def lake(bench: Bench, size: str) -> Iterator[Figure]:
    """From handed-over lines to the mart, on Sail and on Spark. Floor: the same on DuckDB, from the same files."""
    lines = LINES[size]
    manifest, _ = bench.compiled
    file = bench.new_folder("lake file") / "lines.parquet"
    _write_lines(file, lines // _FILES)
    landing, hub = bench.new_folder("lake landing"), bench.new_folder("lake hub")
    write_list(landing / "kent.parquet", 1_000)
    land_and_build(str(landing), str(hub))
    for layout, of_the_first in _OF_THE_FIRST.items():
        handed_over = bench.new_folder("lake")
        _hand_over(hub, handed_over, file, of_the_first)
        name = f"{lines // 1_000_000} million lines handed over, {layout}"
        floor_cost = bench.measure(name, partial(_on, bench, "on_duckdb", handed_over, manifest))
        for engine in (SAIL, SPARK):
            cost = bench.measure(f"  {engine}", partial(_on, bench, "on_engine", engine, hub, handed_over))
            bench.say(cost.out.rstrip())
            yield compared(f"{name}, {engine}", cost, floor_cost, "the same models on DuckDB")


def _on(bench: Bench, step: str, *arguments: object) -> list[str]:
    return calling(f"lake:{step}", *arguments, bench.new_folder(f"lake {step}"))


def _hand_over(hub: Path, to: Path, file: Path, of_the_first: int) -> None:
    """Hand a small hub over, and put the file ten times in the place of its list, with each force in the ledger."""
    settings = Settings(workspace=hub, landing=hub / "landing")
    with open_warehouse(settings) as connection:
        hand_over(connection, settings, to)
        forces = [row[0] for row in connection.execute("SELECT force_id FROM reference.forces ORDER BY 1").fetchall()]
    submissions, table = to / "ledger/submissions/rows.parquet", to / RAW.replace(".", "/")
    shutil.rmtree(next(table.glob("*/*/_submission_id=S*")))
    listed = {}
    for number in range(_FILES):
        force = forces[max(0, number - of_the_first + 1)]
        listed[force] = f"('S1-{force}', '{force}')"
        place = zip(PARTITIONS, ("2024-25", force, f"S1-{force}"), strict=True)
        folder = table.joinpath(*(f"{name}={value}" for name, value in place))
        folder.mkdir(parents=True, exist_ok=True)
        os.link(file, folder / f"{number}.parquet")
    duckdb.execute(
        "CREATE TABLE submissions AS SELECT given.* REPLACE (listed.submission_id AS submission_id, listed.force_id AS "
        f"force_id) FROM '{submissions}' AS given, "
        f"(VALUES {', '.join(listed.values())}) AS listed (submission_id, force_id)"
    )
    duckdb.execute(f"COPY submissions TO '{submissions}' (FORMAT parquet); DROP TABLE submissions")


def _write_lines(path: Path, lines: int) -> None:
    """Made-up lines of one list: of so many suppliers that twelve lines are of one supplier, category and route."""
    suppliers = max(1, SUPPLIERS * lines // LINES["national"])
    cells = {"_sheet": "''", "_row": "(i + 2)::INTEGER"}
    for column in TABLE.columns:
        cell = CELLS[column.name].replace(f"% {SUPPLIERS})", f"% {suppliers})")
        cells[column.name] = cell
        if column.has_value:
            cells[column.name + VALUE_SUFFIX] = cell
        if column.is_number:
            cells[column.name + MISSING_SUFFIX] = "NULL::VARCHAR"
    selected = ", ".join(f"{cell} AS {name}" for name, cell in cells.items())
    duckdb.execute(
        f"COPY (SELECT {selected} FROM range({lines}) AS lines(i)) TO '{path}' (FORMAT parquet, COMPRESSION zstd)"
    )


def on_engine(engine: str, hub: str, handed_over: str, folder: str) -> None:
    """Build the mart and what it is made of, and say how long it took by the clock and in which models."""
    settings = Settings(workspace=Path(hub), landing=Path(hub) / "landing")
    built = build(
        settings, PROJECT_DIR / ".venv-spark", engine, Path(handed_over), Path(folder), ["+procurement_spend"]
    )
    print(f"    models {built.seconds_by_kind['model']:.0f} of {built.seconds:.0f} seconds")


def on_duckdb(handed_over: str, manifest: str, folder: str) -> None:
    """Build the mart and what it is made of on DuckDB, from the same files."""
    steps = {step.relation: step for step in read_steps(Path(manifest))}
    wanted = {_MART: steps[_MART]}
    for step in reversed(steps.values()):
        if any(step.relation in each.reads for each in wanted.values()):
            wanted[step.relation] = step
    with duckdb.connect(str(Path(folder) / "warehouse.duckdb")) as connection:
        for source in sorted({source for step in wanted.values() for source in step.sources}):
            schema, name = source.split(".")
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
            connection.execute(
                f"CREATE VIEW {source} AS FROM read_parquet('{handed_over}/{schema}/{name}/**/*.parquet', "
                "hive_partitioning = true, hive_types_autocast = false)"
            )
        run_steps(connection, [step for step in steps.values() if step.relation in wanted], is_checked=False)
