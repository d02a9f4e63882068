"""How much landing a long list costs beyond one hand-written DuckDB statement that lands the same columns.

Floor: INSERT ... SELECT of the same file into the same raw table, every value copied as it is. Landing: the file is
examined in a child process, read once for its headings, lines, forces and years, landed with its values and repairs,
and looked through for repaired cells. Both run in processes of their own, in turn; the ratio is what to quote, not the
seconds.

    .venv/bin/python benchmarks/procurement.py [--rows N] [--rounds N] [--kinds parquet text] [--awkward]
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import shutil
import statistics
import tempfile
import time
from pathlib import Path

import duckdb

from orchestration.intake.list_facts import describe_list
from orchestration.intake.streamed import land_list
from orchestration.returns.description import MISSING_SUFFIX, VALUE_SUFFIX, Column, description_of
from orchestration.settings import Settings
from orchestration.warehouse.database import open_warehouse

SPEND = description_of("procurement_spend")
FORM = SPEND.form("lines")
TABLE = FORM.tables[0]
RAW = SPEND.raw_table(TABLE)

_SPREAD = "((hash(i * {prime}) % {different})::INTEGER)"
_CATEGORIES = "['Fleet', 'Estates', 'Uniform and equipment', 'Information technology', 'Professional services']"
_AMOUNT = f"({_SPREAD.format(prime=17, different=2_000_000)}::DECIMAL(18, 2) / 100)::DECIMAL(18, 2)::VARCHAR"
_DAY = f"(DATE '2024-04-01' + {_SPREAD.format(prime=13, different=365)})"
_CELLS = {
    "force_name": "'Kent'",
    "financial_year": "'2024/25'",
    "line_id": "'L' || lpad(i::VARCHAR, 9, '0')",
    "supplier_name": f"'Supplier ' || {_SPREAD.format(prime=1, different=40_000)}",
    "supplier_number": f"lpad({_SPREAD.format(prime=1, different=40_000)}::VARCHAR, 8, '0')",
    "category": f"{_CATEGORIES}[1 + {_SPREAD.format(prime=3, different=5)}]",
    "contract_route": f"['national', 'regional', 'local', 'none'][1 + {_SPREAD.format(prime=5, different=4)}]",
    "contract_reference": f"'C-' || {_SPREAD.format(prime=11, different=2_000)}",
    "invoice_date": f"{_DAY}::VARCHAR",
    "amount_gbp": _AMOUNT,
    "illustrative": "'yes'",
}
_AWKWARD = {"invoice_date": f"strftime({_DAY}, '%d/%m/%Y')", "amount_gbp": f"'£' || {_AMOUNT}"}


def write_list(path: Path, kind: str, rows: int, is_awkward: bool) -> None:
    """Write the same made-up lines each time."""
    cells = {**_CELLS, **(_AWKWARD if is_awkward else {})}
    selected = ", ".join(f'{cells[column.name]} AS "{column.header}"' for column in TABLE.columns)
    form = "FORMAT parquet" if kind == "parquet" else "FORMAT csv, HEADER"
    duckdb.execute(f"COPY (SELECT {selected} FROM range({rows}) AS lines(i)) TO '{path}' ({form})")


def floor(path: Path, kind: str, workspace: Path) -> None:
    """Land the same columns with one statement and nothing else."""
    values = [column for column in TABLE.columns if column.has_value]
    numbers = [column for column in TABLE.columns if column.is_number]
    names = [
        *(column.name for column in TABLE.columns),
        *(column.name + VALUE_SUFFIX for column in values),
        *(column.name + MISSING_SUFFIX for column in numbers),
    ]
    cells = [*map(_given, TABLE.columns), *map(_given, values), *("NULL" for _ in numbers)]
    if kind == "parquet":
        lines, row = f"read_parquet('{path}', file_row_number = true)", "file_row_number + 2"
    else:
        lines, row = f"read_csv('{path}', header = true, all_varchar = true)", "row_number() OVER () + 1"
    with open_warehouse(Settings(workspace=workspace, landing=workspace)) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(
            f"INSERT INTO raw.{RAW} (_submission_id, _sheet, _row, {', '.join(names)}) "
            f"SELECT 'S000001', '', {row}, {', '.join(cells)} FROM {lines}"
        )


def landing(path: Path, kind: str, workspace: Path) -> None:
    """Land the file as a load does."""
    with open_warehouse(Settings(workspace=workspace, landing=workspace)) as connection:
        connection.execute("SET enable_progress_bar = false")
        facts = describe_list(path, kind, SPEND, FORM, workspace)
        connection.begin()
        land_list(connection, facts, RAW, "S000001")
        connection.commit()
        facts.discard()


def _given(column: Column) -> str:
    return f'"{column.header}"'


def _timed(name: str, path: Path, kind: str, workspace: Path) -> tuple[float, float, float]:
    """Seconds by the clock, seconds of processor time with that of children, and peak memory of this process in MB."""
    started = time.perf_counter()
    {"floor": floor, "landing": landing}[name](path, kind, workspace)
    seconds = time.perf_counter() - started
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return seconds, sum(each.ru_utime + each.ru_stime for each in used), used[0].ru_maxrss / 1024


def _compare(path: Path, kind: str, rounds: int) -> None:
    by_clock, by_processor = [], []
    for _ in range(rounds):
        measured = {}
        for name in ("floor", "landing"):
            workspace = Path(tempfile.mkdtemp())
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                measured[name] = pool.apply(_timed, (name, path, kind, workspace))
            shutil.rmtree(workspace)
        least, ours = measured["floor"], measured["landing"]
        by_clock.append(ours[0] / least[0])
        by_processor.append(ours[1] / least[1])
        print(
            f"{kind:8} floor {least[0]:6.1f} s, peak {least[2]:,.0f} MB   "
            f"landing {ours[0]:6.1f} s, peak {ours[2]:,.0f} MB   "
            f"ratio {by_clock[-1]:.2f} ({by_processor[-1]:.2f} of processor time)",
            flush=True,
        )
    print(
        f"{kind:8} median ratio {statistics.median(by_clock):.2f}; "
        f"of processor time, which other work on the machine does not change, {statistics.median(by_processor):.2f}"
    )


def main() -> None:
    """Time both in turn for each kind of file and print the ratio."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rows", type=int, default=10_000_000)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--kinds", nargs="+", choices=["parquet", "text"], default=["parquet", "text"])
    arguments.add_argument(
        "--awkward", action="store_true", help="write every date and amount so that it needs a repair"
    )
    chosen = arguments.parse_args()
    folder = Path(tempfile.mkdtemp())
    for kind in chosen.kinds:
        path = folder / f"kent.{'parquet' if kind == 'parquet' else 'csv'}"
        write_list(path, kind, chosen.rows, chosen.awkward)
        print(f"{kind:8} {chosen.rows:,} lines, {path.stat().st_size / 1024**2:,.0f} MB")
        _compare(path, kind, chosen.rounds)
        path.unlink()
    folder.rmdir()


if __name__ == "__main__":
    main()
