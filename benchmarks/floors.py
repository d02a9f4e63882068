"""The least that a load must cost: the same files read, the same tables made and written out, with nothing around it.

In scope: programs that a benchmark runs in a process of their own as a floor. Out of scope: the SQL of the
models (`plain_sql`), or comparing (`loads`, `models`).

What a floor does not do: receive files (archive, recognition, fates, ledger), validate them, write workbooks and pages.
The rows that a load landed are given to it, since the models read them; it reads the files and inserts their cells all
the same.
"""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.plain_sql import Step, declaration, read_steps, run_steps
from orchestration.intake.landing import landed_paths
from orchestration.warehouse.database import STORAGE_VERSION
from orchestration.warehouse.models import PUBLISHED_SCHEMAS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Notes on what a load has built and tested are no input of the models: with them the build would leave out its tests.
_NOT_LANDED = "('builds', 'tables_built', 'tests_run')"


def write_start(warehouse: str, start: str) -> None:
    """Copy what a load landed to a file that floors begin with; the notes on what was built are empty in it."""
    import duckdb

    with duckdb.connect(start, config={"storage_compatibility_version": STORAGE_VERSION}) as connection:
        connection.execute(f"ATTACH '{warehouse}' AS loaded (READ_ONLY); CREATE SCHEMA raw; CREATE SCHEMA ledger")
        for schema, name, is_landed in connection.execute(
            f"SELECT schema_name, table_name, table_name NOT IN {_NOT_LANDED} FROM duckdb_tables() "
            "WHERE database_name = 'loaded' AND schema_name IN ('raw', 'ledger') ORDER BY ALL"
        ).fetchall():
            connection.execute(f"CREATE TABLE {schema}.{name} AS FROM loaded.{schema}.{name} WHERE {is_landed}")


def load(landing: str, warehouse: str, manifest: str, release: str, checked: str) -> None:
    """Read the files, make every table, write the DuckDB file, Parquet and CSV of a release.

    Args:
        landing: Folder of the files.
        warehouse: A file from `write_start`, which is added to.
        manifest: What dbt compiled.
        release: Folder to write into.
        checked: `checked` for contracts, keys, comments and tests as well.
    """
    steps = read_steps(Path(manifest))
    with _opened(warehouse) as connection:
        _read_files(connection, Path(landing))
        run_steps(connection, steps, checked == "checked")
        _write_release(connection, steps, Path(release), checked == "checked")


def intake(landing: str, warehouse: str) -> None:
    """Read every sheet and insert all their rows at once, nothing else."""
    with _opened(warehouse) as connection:
        _read_files(connection, Path(landing))


def models(warehouse: str, manifest: str) -> None:
    """Make every table with contracts, keys and comments, and run the tests."""
    with _opened(warehouse) as connection:
        run_steps(connection, read_steps(Path(manifest)), is_checked=True)


def nothing_new(landing: str, warehouse: str) -> None:
    """Take the fingerprint of every file and ask the ledger for the same.

    Raises:
        SystemExit: If a file has not been received.
    """
    import duckdb

    with duckdb.connect(warehouse, read_only=True) as connection:
        received = {sha256 for (sha256,) in connection.execute("SELECT sha256 FROM ledger.submissions").fetchall()}
    for path in landed_paths(Path(landing)):
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() not in received:
                raise SystemExit(f"{path.name} has not been received.")


def _opened(warehouse: str) -> DuckDBPyConnection:
    import duckdb

    connection = duckdb.connect(warehouse, config={"storage_compatibility_version": STORAGE_VERSION})
    connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
    return connection


def _read_files(connection: DuckDBPyConnection, landing: Path) -> None:
    import pandas as pd
    import python_calamine

    rows: list[list[object]] = []
    for number, path in enumerate(landed_paths(landing)):
        if path.suffix == ".parquet":
            connection.execute(f"CREATE TABLE list_{number} AS FROM read_parquet('{path}')")
        elif path.suffix == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows.extend([path.name, "", *row] for row in csv.reader(file))
        else:
            workbook = python_calamine.CalamineWorkbook.from_path(path)
            for name in workbook.sheet_names:
                for row in workbook.get_sheet_by_name(name).to_python():
                    rows.append([path.name, name, *[None if cell == "" else str(cell) for cell in row]])
    if rows:
        width = max(map(len, rows))
        cells = pd.DataFrame([row + [None] * (width - len(row)) for row in rows], dtype=object)
        connection.register("cells", cells)
        connection.execute("CREATE TABLE cells_landed AS FROM cells")
        connection.unregister("cells")


def _write_release(connection: DuckDBPyConnection, steps: list[Step], folder: Path, has_keys: bool) -> None:
    published = [each for each in steps if each.kind == "table" and each.relation.split(".")[0] in PUBLISHED_SCHEMAS]
    connection.execute(f"ATTACH '{folder / 'release.duckdb'}' AS published (STORAGE_VERSION '{STORAGE_VERSION}')")
    for schema in PUBLISHED_SCHEMAS:
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS published.{schema}")
    for step in published:
        if has_keys:
            connection.execute(declaration(step, "published."))
            connection.execute(f"INSERT INTO published.{step.relation} FROM {step.relation}")
        else:
            connection.execute(f"CREATE TABLE published.{step.relation} AS FROM {step.relation}")
    connection.execute("DETACH published")
    for step in published:
        for kind, options in (("parquet", "FORMAT parquet"), ("csv", "FORMAT csv, HEADER")):
            connection.execute(f"COPY {step.relation} TO '{folder / step.relation}.{kind}' ({options})")
