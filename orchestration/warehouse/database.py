"""Opening the private DuckDB file and the tables that Python writes.

In scope: connections, schemas `raw` and `ledger`. Out of scope: what goes into them (`intake`), or the
schemas that dbt builds.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from orchestration.returns.description import all_descriptions
from orchestration.settings import Settings

if TYPE_CHECKING:
    import duckdb

# Files are written so that drivers from DuckDB 1.2 on can read them.
STORAGE_VERSION = "v1.2.0"
# A hub shares its machine with readers: beyond this, or four fifths of the memory there is, DuckDB uses the disk.
MOST_MEMORY_MIB = 6_000

LEDGER_TABLES = {
    "loads": """
        load_id VARCHAR PRIMARY KEY, started_at TIMESTAMP, read_at TIMESTAMP, files_new BIGINT,
        files_already_received BIGINT""",
    "submissions": """
        submission_id VARCHAR PRIMARY KEY, received_at TIMESTAMP, file_name VARCHAR, sha256 VARCHAR, bytes BIGINT,
        return_id VARCHAR, form_id VARCHAR, force_id VARCHAR, financial_year VARCHAR, variant VARCHAR,
        edition VARCHAR, version INTEGER, status VARCHAR, status_reason VARCHAR, supersedes_submission_id VARCHAR,
        rows_data BIGINT, rows_header BIGINT, rows_title BIGINT, rows_footnote BIGINT, rows_subtotal BIGINT,
        rows_blank BIGINT, rows_quarantined BIGINT, publisher VARCHAR, source_title VARCHAR, licence VARCHAR,
        is_illustrative BOOLEAN""",
    "findings": """
        finding_id VARCHAR PRIMARY KEY, rule_id VARCHAR, submission_id VARCHAR, return_id VARCHAR, force_id VARCHAR,
        financial_year VARCHAR, file_name VARCHAR, sheet VARCHAR, cell VARCHAR, row_number INTEGER,
        column_name VARCHAR, natural_key VARCHAR, value_given VARCHAR, expected VARCHAR, severity VARCHAR,
        sentence VARCHAR, how_to_fix VARCHAR, found_at TIMESTAMP, identity VARCHAR, difference VARCHAR,
        last_year_value VARCHAR, state VARCHAR, first_found_at TIMESTAMP, first_submission_id VARCHAR,
        rows_in_question BIGINT""",
    "finding_history": "identity VARCHAR, submission_id VARCHAR, state VARCHAR, recorded_at TIMESTAMP",
    "decisions": """
        decision_id VARCHAR PRIMARY KEY, kind VARCHAR, rule_id VARCHAR, return_id VARCHAR, force_id VARCHAR,
        financial_year VARCHAR, variant VARCHAR, natural_key VARCHAR, submission_id VARCHAR, reason VARCHAR,
        decided_by VARCHAR, role VARCHAR, decided_at TIMESTAMP, valid_until DATE""",
    "repairs": """
        submission_id VARCHAR, table_name VARCHAR, sheet VARCHAR, row_number INTEGER, cell VARCHAR,
        column_name VARCHAR, rule_id VARCHAR, value_given VARCHAR, value_read VARCHAR, missing VARCHAR""",
    "value_changes": """
        submission_id VARCHAR, previous_submission_id VARCHAR, table_name VARCHAR, natural_key VARCHAR,
        column_name VARCHAR, cell VARCHAR, change VARCHAR, previous_value VARCHAR, new_value VARCHAR""",
    "agreement_reports": """
        submission_id VARCHAR, given_agreement_id VARCHAR, agreement_id VARCHAR, method VARCHAR, tier INTEGER,
        score DOUBLE, matched_submission_id VARCHAR, matched_agreement_id VARCHAR""",
    "registers": "submission_id VARCHAR, as_at DATE, reporter_force_id VARCHAR, precedence INTEGER",
    "row_fates": "submission_id VARCHAR, sheet VARCHAR, fate VARCHAR, reason VARCHAR, row_count BIGINT",
    "column_places": """
        submission_id VARCHAR, table_name VARCHAR, sheet VARCHAR, column_name VARCHAR, heading VARCHAR,
        column_letter VARCHAR""",
    "rule_results": """
        submission_id VARCHAR, table_name VARCHAR, rule_id VARCHAR, outcome VARCHAR, rows_checked BIGINT,
        rows_failing BIGINT, detail VARCHAR, checked_at TIMESTAMP, expectation_number INTEGER""",
}


class WarehouseHeld(Exception):
    """Another program has the private file open; the message says which and what to do."""


@contextmanager
def open_warehouse(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the private file, its tables made ready; several of one process share the file.

    Raises:
        WarehouseHeld: If another process has the file open: DuckDB lets one process write.
    """
    import duckdb

    settings.workspace.mkdir(parents=True, exist_ok=True)
    config: dict[str, str | bool | int | float | list[str]] = {
        "storage_compatibility_version": STORAGE_VERSION,
        "memory_limit": f"{_memory_mib()}MiB",
    }
    try:
        connection = duckdb.connect(str(settings.warehouse), config=config)
    except duckdb.IOException as error:
        raise WarehouseHeld(_who_holds(settings, str(error))) from error
    try:
        connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false;")
        _make_tables(connection)
        yield connection
    finally:
        connection.close()


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Everything in the block is written, or nothing of it."""
    connection.begin()
    try:
        yield
        connection.commit()
    except BaseException:
        connection.rollback()
        raise


@cache
def _memory_mib() -> int:
    there_is = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1024**2
    return min(MOST_MEMORY_MIB, there_is * 4 // 5)


def _who_holds(settings: Settings, said: str) -> str:
    """What DuckDB says of a file that cannot be opened, as a sentence that names the holder where it does."""
    holder = re.search(r"lock is held in (.+?) \(PID (\d+)\)", said)
    if holder is None:
        return f"The warehouse {settings.warehouse} cannot be opened: {said}"
    return (
        f"Process {holder[2]} ({holder[1]}) has {settings.warehouse} open, and only one program can write to it. "
        "Close it there, or end that process, and load again; reports and BI tools read the releases instead."
    )


def _make_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make or widen the tables; a file that says they are as described is not asked for every column, which costs."""
    if _tables_made(connection) == _definition():
        return
    with transaction(connection):
        _make_or_widen(connection)
        connection.execute("CREATE OR REPLACE TABLE ledger.tables_made AS SELECT ? AS definition", [_definition()])


def _tables_made(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The definition that the tables of the file were made by; None in a file that is new or of an earlier edition."""
    import duckdb

    try:
        row = connection.execute("SELECT definition FROM ledger.tables_made").fetchone()
    except duckdb.CatalogException:
        return None
    return str(row[0]) if row else None


@cache
def _definition() -> str:
    """Fingerprint of every table with its columns as this code wants them."""
    return hashlib.sha256(repr((LEDGER_TABLES, raw_tables())).encode()).hexdigest()


def _make_or_widen(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("CREATE SCHEMA IF NOT EXISTS raw; CREATE SCHEMA IF NOT EXISTS ledger;")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS raw.other_rows "
        "(_submission_id VARCHAR, _sheet VARCHAR, _row INTEGER, fate VARCHAR, reason VARCHAR, cells JSON)"
    )
    present = {
        (schema, table, column)
        for schema, table, column in connection.execute(
            "SELECT schema_name, table_name, column_name FROM duckdb_columns() WHERE schema_name IN ('raw', 'ledger')"
        ).fetchall()
    }
    wanted = {("raw", name): described for name, described in raw_tables().items()}
    wanted |= {("ledger", name): _columns(columns) for name, columns in LEDGER_TABLES.items()}
    for (schema, name), described in wanted.items():
        if not any((schema, name) == place[:2] for place in present):
            typed = ", ".join(f"{column} {kind}" for column, kind in described.items())
            connection.execute(f"CREATE TABLE {schema}.{name} ({typed})")
            continue
        for column, kind in described.items():
            # A later edition may add a column; what was written before has nothing in it.
            if (schema, name, column) not in present:
                connection.execute(f"ALTER TABLE {schema}.{name} ADD COLUMN {column} {kind}")


def _columns(columns: str) -> dict[str, str]:
    """Columns of a ledger table and what SQL says of them."""
    described = {}
    for column in columns.split(","):
        name, kind = column.split(maxsplit=1)
        described[name] = kind
    return described


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
