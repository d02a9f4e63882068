"""Opening the private DuckDB file, and the tables that rows of returns are landed in.

In scope: connections, schema `raw`. Out of scope: the tables of schema `ledger` (`warehouse.upgrade`), what goes into
either (`intake`), or the schemas that dbt builds.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.faults import hub_fault
from orchestration.returns.description import all_descriptions
from orchestration.settings import Settings
from orchestration.warehouse.damage import check_content, check_file, damage_as_sentence, unusable
from orchestration.warehouse.upgrade import check_not_newer, roll_back, upgrade

if TYPE_CHECKING:
    import duckdb

# Files are written so that drivers from DuckDB 1.2 on can read them.
STORAGE_VERSION = "v1.2.0"
# Connections of this process to each file: while one is open no other program can write, so what was looked at, and
# made ready, when the first was opened holds for those opened beside it.
_CONNECTIONS: Counter[Path] = Counter()
# A hub shares its machine with readers: beyond this, or four fifths of the memory there is, DuckDB uses the disk.
MOST_MEMORY_MIB = 6_000


class WarehouseHeld(Exception):
    """Another program has the private file open; the message says which and what to do."""


@contextmanager
def open_warehouse(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the private file, its tables made ready; several of one process share the file.

    Raises:
        WarehouseHeld: If another process has the file open: DuckDB lets one process write.
        WarehouseUnusable: If the file is damaged, of another program or of a newer version, or cannot be upgraded.
    """
    import duckdb

    settings.workspace.mkdir(parents=True, exist_ok=True)
    check_file(settings.warehouse)
    config: dict[str, str | bool | int | float | list[str]] = {
        "storage_compatibility_version": STORAGE_VERSION,
        "memory_limit": f"{_memory_mib()}MiB",
    }
    try:
        connection = duckdb.connect(str(settings.warehouse), config=config)
    except duckdb.Error as error:
        if held := _who_holds(settings, str(error)):
            raise WarehouseHeld(held) from error
        raise hub_fault(error) or unusable(settings.warehouse, str(error)) from error
    try:
        connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false;")
        if not _CONNECTIONS[settings.warehouse]:
            _make_ready(connection, settings.warehouse)
        _CONNECTIONS[settings.warehouse] += 1
        try:
            yield connection
        finally:
            _CONNECTIONS[settings.warehouse] -= 1
    finally:
        connection.close()


def _make_ready(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Look whether a file can be used, and bring its tables up to this version of the hub."""
    with damage_as_sentence(path):
        check_content(connection, path)
        check_not_newer(connection, path)
        upgrade(connection, path)
        _make_landing_tables(connection)


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Everything in the block is written, or nothing of it."""
    connection.begin()
    try:
        yield
        connection.commit()
    except BaseException:
        roll_back(connection)
        raise


@cache
def _memory_mib() -> int:
    there_is = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1024**2
    return min(MOST_MEMORY_MIB, there_is * 4 // 5)


def _who_holds(settings: Settings, said: str) -> str | None:
    """The program that has the file open, as a sentence; None where DuckDB says something else of it."""
    holder = re.search(r"lock is held in (.+?) \(PID (\d+)\)", said)
    if holder is None:
        return None
    return (
        f"Process {holder[2]} ({holder[1]}) has {settings.warehouse} open, and only one program can write to it. "
        "Close it there, or end that process, and load again; reports and BI tools read the releases instead."
    )


def _make_landing_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make or widen the tables of schema `raw`; a file whose tables are as described is not asked for every column."""
    if _tables_made(connection) == _definition():
        return
    with transaction(connection):
        _make_or_widen(connection)
        connection.execute("CREATE OR REPLACE TABLE ledger.tables_made AS SELECT ? AS definition", [_definition()])


def _tables_made(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The descriptions that the tables of the file were made by, as a fingerprint; None in a file that is new."""
    import duckdb

    try:
        row = connection.execute("SELECT definition FROM ledger.tables_made").fetchone()
    except duckdb.CatalogException:
        return None
    return str(row[0]) if row else None


@cache
def _definition() -> str:
    """Fingerprint of every table with its columns as the descriptions want them."""
    return hashlib.sha256(repr(raw_tables()).encode()).hexdigest()


def _make_or_widen(connection: duckdb.DuckDBPyConnection) -> None:
    present = set(
        connection.execute("SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'raw'").fetchall()
    )
    for name, described in raw_tables().items():
        if not any(name == table for table, _ in present):
            typed = ", ".join(f"{column} {kind}" for column, kind in described.items())
            connection.execute(f"CREATE TABLE raw.{name} ({typed})")
            continue
        for column, kind in described.items():
            # A description may have more columns than before; what was landed then has nothing in them.
            if (name, column) not in present:
                connection.execute(f"ALTER TABLE raw.{name} ADD COLUMN {column} {kind}")


def raw_tables() -> dict[str, dict[str, str]]:
    """Tables of schema `raw` and their columns with types, from the descriptions."""
    tables: dict[str, dict[str, str]] = {}
    for description in all_descriptions():
        for form in description.forms:
            for table in form.tables:
                columns = {"_submission_id": "VARCHAR", "_sheet": "VARCHAR", "_row": "INTEGER"}
                if table.column_family:
                    columns["_column"] = "VARCHAR"
                columns.update(dict.fromkeys(table.landed_columns, "VARCHAR"))
                # Two forms of a return may hold the same table, one of them with more columns.
                tables.setdefault(description.raw_table(table), {}).update(columns)
    return tables
