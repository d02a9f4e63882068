"""How much the intake of a national set of returns costs beyond the least that reading the same files must cost.

43 forces, ten years, workforce and expenditure: 860 workbooks of about 450 cells each. Floor: python-calamine reads
every sheet of every workbook, and DuckDB takes all their rows in one insert. Intake: archive, pre-flight, readers in
child processes, recognition, values, fates, ledger, raw rows. Both run on the same files in the same run, in turn; the
ratio is what to quote, not the seconds. Peak memory is that of this process and of its largest child.

    .venv/bin/python benchmarks/returns.py [--forces N] [--years N] [--rounds N]
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
import xlsxwriter

from orchestration.intake.receive import receive_landed
from orchestration.returns.description import Table, description_of
from orchestration.settings import PROJECT_DIR, Settings

TARGET = 5.0
HEADINGS = 28


def write_set(landing: Path, forces: int, years: int) -> int:
    """Write the workbooks; returns how many cells they hold."""
    landing.mkdir(parents=True)
    names = [row["force_name"] for row in _seed("forces.csv")][:forces]
    headings = [row["heading_name"] for row in _seed("poa_headings.csv") if row["level"] in "12"][:HEADINGS]
    cells = 0
    for start in range(2022 - years + 1, 2023):
        year = f"{start}/{(start + 1) % 100:02d}"
        for force in names:
            for return_id in ("workforce", "expenditure"):
                path = landing / f"{return_id}_{force}_{year.replace('/', '-')}.xlsx"
                cells += _write_workbook(path, return_id, force, year, headings)
    return cells


def _write_workbook(path: Path, return_id: str, force: str, year: str, headings: list[str]) -> int:
    table = next(each for each in description_of(return_id).forms[0].tables if each.listed)
    about = [["Item", "Value"], ["Return", return_id], ["Force", force], ["Financial year", year]]
    about += [["Basis", "outturn"]] if return_id == "expenditure" else []
    rows = [[column.header for column in table.columns_in(year)], *_figures(table, year, headings)]
    with xlsxwriter.Workbook(path) as workbook:
        for name, content in (("About", about), (table.sheet or "", rows)):
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(content):
                sheet.write_row(number, 0, row)
    return sum(len(row) for row in (*about, *rows))


def _figures(table: Table, year: str, headings: list[str]) -> list[list[object]]:
    width = len(table.columns_in(year)) - 1
    return [[heading, *[number * 100 + at + 0.25 for at in range(width)]] for number, heading in enumerate(headings)]


def _seed(name: str) -> list[dict[str, str]]:
    with (PROJECT_DIR / "seeds" / "reference" / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row for row in rows if row.get("heading_system", "poa") == "poa"]


def floor(landing: Path, target: Path) -> None:
    """Read every sheet and insert all rows at once, nothing else."""
    rows: list[list[object]] = []
    for path in sorted(landing.iterdir()):
        workbook = python_calamine.CalamineWorkbook.from_path(path)
        for name in workbook.sheet_names:
            for row in workbook.get_sheet_by_name(name).to_python():
                rows.append([path.name, name, *[None if cell == "" else str(cell) for cell in row]])
    width = max(len(row) for row in rows)
    frame = pd.DataFrame([row + [None] * (width - len(row)) for row in rows], dtype=object)
    with duckdb.connect(str(target)) as connection:
        connection.register("cells", frame)
        connection.execute("CREATE TABLE cells_landed AS SELECT * FROM cells")


def main() -> None:
    """Time both in turn and print the ratio."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--forces", type=int, default=43)
    arguments.add_argument("--years", type=int, default=10)
    arguments.add_argument("--rounds", type=int, default=3)
    chosen = arguments.parse_args()
    folder = Path(tempfile.mkdtemp())
    landing = folder / "landing"
    cells = write_set(landing, chosen.forces, chosen.years)
    print(f"{len(list(landing.iterdir())):,} workbooks, {cells:,} cells")
    ratios = []
    for number in range(chosen.rounds):
        started = time.perf_counter()
        floor(landing, folder / f"floor_{number}.duckdb")
        between = time.perf_counter()
        receipt = receive_landed(Settings(workspace=folder / f"hub_{number}", landing=landing))
        ended = time.perf_counter()
        turned_away = sum(each.status != "received" for each in receipt.new)
        ratios.append((ended - between) / (between - started))
        print(
            f"floor {between - started:6.2f} s   intake {ended - between:6.2f} s   ratio {ratios[-1]:5.2f}"
            f"   turned away {turned_away}"
        )
    shutil.rmtree(folder)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"median ratio {statistics.median(ratios):.2f}, to stay below {TARGET:.0f}")
    print(f"peak memory of this process {own:,.0f} MB, of its largest child {child:,.0f} MB")


if __name__ == "__main__":
    main()
