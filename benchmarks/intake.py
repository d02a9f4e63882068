"""How much intake costs beyond the least that reading the same files must cost.

Floor: python-calamine (or the csv module) reads every sheet, and DuckDB takes the data rows of the same sheets in one
insert a table. Intake: archive, pre-flight, a child process for each file, recognition, fates, ledger, raw rows.
Both run in this process on the same files, in turn; the ratio is what to quote, not the seconds.

    .venv/bin/python benchmarks/intake.py [--landing DIR] [--rounds N]
"""

from __future__ import annotations

import argparse
import csv
import resource
import shutil
import statistics
import tempfile
import time
from pathlib import Path

import duckdb
import pandas as pd
import python_calamine

from orchestration.intake.landing import landed_paths
from orchestration.intake.receive import receive_landed
from orchestration.settings import PROJECT_DIR, Settings


def floor(landing: Path, target: Path) -> None:
    """Read every sheet and insert its rows, nothing else."""
    with duckdb.connect(str(target)) as connection:
        for number, path in enumerate(landed_paths(landing)):
            for index, rows in enumerate(_sheets(path)):
                cells = [[None if cell == "" else str(cell) for cell in row] for row in rows]
                connection.register("cells", pd.DataFrame(cells, dtype=object))
                connection.execute(f"CREATE TABLE sheet_{number}_{index} AS SELECT * FROM cells")
                connection.unregister("cells")


def intake(landing: Path, workspace: Path) -> None:
    """Receive the folder as a load does."""
    receive_landed(Settings(workspace=workspace, landing=landing))


def _sheets(path: Path) -> list[list[list[object]]]:
    if path.suffix.lower() == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [list(csv.reader(file))]
    workbook = python_calamine.CalamineWorkbook.from_path(path)
    return [workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names]


def main() -> None:
    """Time both in turn and print the ratio."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--landing", type=Path, default=PROJECT_DIR / "examples" / "published")
    arguments.add_argument("--rounds", type=int, default=5)
    chosen = arguments.parse_args()
    ratios = []
    for _ in range(chosen.rounds):
        scratch = Path(tempfile.mkdtemp())
        started = time.perf_counter()
        floor(chosen.landing, scratch / "floor.duckdb")
        between = time.perf_counter()
        intake(chosen.landing, scratch / "hub")
        ended = time.perf_counter()
        ratios.append((ended - between) / (between - started))
        print(f"floor {between - started:6.2f} s   intake {ended - between:6.2f} s   ratio {ratios[-1]:5.2f}")
        shutil.rmtree(scratch)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"median ratio {statistics.median(ratios):.2f}; peak memory of this process {peak:,.0f} MB")


if __name__ == "__main__":
    main()
