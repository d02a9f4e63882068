"""Invoice lines by the million: landing a list alone, and from a list in Parquet to marts and variation.

In scope: lists of made-up lines, landing and building them, and the same by hand in DuckDB. Out of scope:
files of ordinary length (`loads`, `intake`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.building import build, prepare
from benchmarks.equality import require_same_tables
from benchmarks.figures import Figure, compared
from benchmarks.hubs import Bench
from benchmarks.measure import calling
from benchmarks.plain_sql import Step, read_steps, run_steps
from orchestration.intake.receive import receive_landed
from orchestration.returns.description import MISSING_SUFFIX, VALUE_SUFFIX, description_of
from orchestration.settings import Settings
from orchestration.warehouse.database import open_warehouse

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LINES = {"small": 1_000_000, "national": 10_000_000, "decade": 100_000_000}
SPEND = description_of("procurement_spend")
TABLE = SPEND.form("lines").tables[0]
RAW = f"raw.{SPEND.raw_table(TABLE)}"
# What one list becomes: it is accepted without having been validated, which other benchmarks measure.
_ACCEPT = "UPDATE ledger.submissions SET status = 'accepted' WHERE return_id = 'procurement_spend'"

_SPREAD = "((hash(i * {prime}) % {different})::INTEGER)"
_CATEGORIES = "['Fleet', 'Estates', 'Uniform and equipment', 'Information technology', 'Professional services']"
_AMOUNT = f"({_SPREAD.format(prime=17, different=2_000_000)}::DECIMAL(18, 2) / 100)::DECIMAL(18, 2)::VARCHAR"
_DAY = f"(DATE '2024-04-01' + {_SPREAD.format(prime=13, different=365)})"
SUPPLIERS = 40_000
CELLS = {
    "force_name": "'Kent'",
    "financial_year": "'2024/25'",
    "line_id": "'L' || lpad(i::VARCHAR, 9, '0')",
    "supplier_name": f"'Supplier ' || {_SPREAD.format(prime=1, different=SUPPLIERS)}",
    "supplier_number": f"lpad({_SPREAD.format(prime=1, different=SUPPLIERS)}::VARCHAR, 8, '0')",
    "category": f"{_CATEGORIES}[1 + {_SPREAD.format(prime=3, different=5)}]",
    "contract_route": f"['national', 'regional', 'local', 'none'][1 + {_SPREAD.format(prime=5, different=4)}]",
    "contract_reference": f"'C-' || {_SPREAD.format(prime=11, different=2_000)}",
    "invoice_date": f"{_DAY}::VARCHAR",
    "amount_gbp": _AMOUNT,
    "illustrative": "'yes'",
}
# Every date and amount as people type them, so that each needs a repair.
_AWKWARD = {"invoice_date": f"strftime({_DAY}, '%d/%m/%Y')", "amount_gbp": f"'£' || {_AMOUNT}"}

# The mart as somebody would write it who has only these lines: names as spelt first, then by the key of their spelling.
_MART = r"""
    SELECT force_id, financial_year, min(supplier_name) AS supplier_name, min(category) AS category, contract_route,
        CASE WHEN min(first_number) = max(last_number) THEN min(first_number) END AS supplier_number,
        CASE WHEN sum(with_amount) = sum(lines) THEN sum(amount)::DECIMAL(18, 2) END AS amount_gbp,
        sum(lines)::BIGINT AS invoice_lines, return_id, submission_id, is_illustrative
    FROM (
        SELECT _submission_id, nullif(trim(supplier_name), '') AS supplier_name,
            nullif(trim(category), '') AS category, contract_route__value AS contract_route,
            sum(amount_gbp__value::DECIMAL(18, 2)) AS amount, count(amount_gbp__value) AS with_amount,
            count(*) AS lines, nullif(trim(min(supplier_number)), '') AS first_number,
            nullif(trim(max(supplier_number)), '') AS last_number
        FROM raw.procurement_spend__lines GROUP BY ALL
    ) INNER JOIN ledger.submissions ON _submission_id = submission_id
    WHERE status = 'accepted'
    GROUP BY force_id, financial_year, lower(trim(regexp_replace(supplier_name, ' +', ' ', 'g'))),
        lower(trim(regexp_replace(category, ' +', ' ', 'g'))), contract_route, return_id, submission_id, is_illustrative
"""


def spend(bench: Bench, size: str) -> Iterator[Figure]:
    """From a list in Parquet to every table. Floor: one insert, the mart by hand, all other tables as plain SQL."""
    lines = LINES[size]
    name = f"spend, {lines // 1_000_000} million lines"
    manifest, _ = bench.compiled
    landing = bench.new_folder("spend landing")
    write_list(landing / "kent.parquet", lines)

    def ready() -> list[str]:
        workspace = bench.new_folder("spend hub")
        prepare(workspace)
        return calling("spend:land_and_build", landing, workspace)

    def floor_ready() -> list[str]:
        return calling("spend:floor", landing, bench.new_folder("spend floor"), manifest)

    cost, floor_cost = bench.measure(name, ready), bench.measure("  floor", floor_ready)
    marts = ("procurement_spend", "force_position", "procurement_suppliers", "procurement_categories")
    ours, theirs = (bench.path(folder) / "warehouse.duckdb" for folder in ("spend hub", "spend floor"))
    require_same_tables(ours, theirs, only=marts)
    for folder in ("spend landing", "spend hub", "spend floor"):
        bench.new_folder(folder)
    yield compared(name, cost, floor_cost, "hand-written DuckDB")


def lists(bench: Bench, size: str) -> Iterator[Figure]:
    """Landing a list alone: Parquet, text, and text that needs repairs. Floor: one insert of the same columns."""
    lines = LINES["small"] if size == "small" else LINES["national"]
    for kind, suffix in (("Parquet", "parquet"), ("text", "csv"), ("text to repair", "csv")):
        name = f"landing {lines // 1_000_000} million lines, {kind}"
        landing = bench.new_folder("list landing")
        write_list(landing / f"kent.{suffix}", lines, is_awkward=kind == "text to repair")
        cost = bench.measure(name, partial(_on, bench, "land", landing))
        floor_cost = bench.measure("  floor", partial(_on, bench, "floor_landing", landing))
        yield compared(name, cost, floor_cost, "one INSERT of the same columns")
        bench.new_folder("list hub")


def _on(bench: Bench, step: str, landing: Path) -> list[str]:
    return calling(f"spend:{step}", landing, bench.new_folder("list hub"))


def write_list(path: Path, lines: int, is_awkward: bool = False) -> None:
    """Write made-up lines of one force and year, the same each time."""
    import duckdb

    cells = {**CELLS, **(_AWKWARD if is_awkward else {})}
    selected = ", ".join(f'{cells[column.name]} AS "{column.header}"' for column in TABLE.columns)
    form = "FORMAT parquet" if path.suffix == ".parquet" else "FORMAT csv, HEADER"
    duckdb.execute(f"COPY (SELECT {selected} FROM range({lines}) AS lines(i)) TO '{path}' ({form})")


def land(landing: str, workspace: str) -> None:
    """Receive the list as a load does."""
    receive_landed(Settings(workspace=Path(workspace), landing=Path(landing)))


def land_and_build(landing: str, workspace: str) -> None:
    """Receive the list, accept it, and build every table as a load does."""
    land(landing, workspace)
    with open_warehouse(Settings(workspace=Path(workspace), landing=Path(landing))) as connection:
        connection.execute(_ACCEPT)
    build(workspace)


def floor_landing(landing: str, workspace: str) -> None:
    """Land the same columns with one statement, every value copied as it is."""
    with open_warehouse(Settings(workspace=Path(workspace), landing=Path(landing))) as connection:
        _insert(connection, next(Path(landing).iterdir()))


def floor(landing: str, workspace: str, manifest: str) -> None:
    """Land the columns with one statement, make the mart by hand and all other tables as plain SQL, and test them."""
    with open_warehouse(Settings(workspace=Path(workspace), landing=Path(landing))) as connection:
        _insert(connection, next(Path(landing).iterdir()))
        connection.execute(
            "INSERT INTO ledger.submissions BY NAME SELECT 'S000001' AS submission_id, 'accepted' AS status, "
            "'procurement_spend' AS return_id, 'procurement_spend' AS variant, 'kent' AS force_id, "
            "'2024/25' AS financial_year, true AS is_illustrative, 1 AS version, now()::TIMESTAMP AS received_at"
        )
        run_steps(connection, [_by_hand(step) for step in read_steps(Path(manifest))], is_checked=True)


def _by_hand(step: Step) -> Step:
    return replace(step, sql=_MART) if step.relation == "marts.procurement_spend" else step


def _insert(connection: DuckDBPyConnection, path: Path) -> None:
    values = [column for column in TABLE.columns if column.has_value]
    numbers = [column for column in TABLE.columns if column.is_number]
    names = [
        *(column.name for column in TABLE.columns),
        *(column.name + VALUE_SUFFIX for column in values),
        *(column.name + MISSING_SUFFIX for column in numbers),
    ]
    cells = [*(f'"{column.header}"' for column in (*TABLE.columns, *values)), *("NULL" for _ in numbers)]
    if path.suffix == ".parquet":
        lines, row = f"read_parquet('{path}', file_row_number = true)", "file_row_number + 2"
    else:
        lines, row = f"read_csv('{path}', header = true, all_varchar = true)", "row_number() OVER () + 1"
    connection.execute(
        f"INSERT INTO {RAW} (_submission_id, _sheet, _row, {', '.join(names)}) "
        f"SELECT 'S000001', '', {row}, {', '.join(cells)} FROM {lines}"
    )
