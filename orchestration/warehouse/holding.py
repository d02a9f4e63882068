"""The warehouse while one process holds it, and what it leaves: the log of the archive, a copy of the ledger to read.

In scope: holding the private file for writing, leaving both and opening the copy. Out of scope: the lock itself
(`warehouse.lock`), the log itself (`warehouse.archive_log`), or what is read from the copy (`answers`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from orchestration.settings import Settings
from orchestration.warehouse.archive_log import (
    bring_log_up_to_date,
    check_warehouse_is_there,
    own_account,
    repair_log,
)
from orchestration.warehouse.damage import check_content, check_file, damage_as_sentence, unusable
from orchestration.warehouse.database import STORAGE_VERSION, open_warehouse
from orchestration.warehouse.lock import write_lock
from orchestration.warehouse.sql_text import literal
from orchestration.warehouse.upgrade import check_not_newer, newest_version, upgrade, version_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

COPIED = ("submissions", "findings", "loads", "load_stages", "migrations")


@contextmanager
def holding(settings: Settings) -> Iterator[DuckDBPyConnection]:
    """The private file, open for writing by this process alone; at the end the log and the ledger are left for readers.

    Raises:
        HubFault: If the disk takes no more.
        WarehouseBusy: If another load does not let go in time.
        WarehouseHeld: If another program has the file open.
        WarehouseUnusable: If it cannot be used, or is behind the log of the archive.
    """
    with write_lock(settings):
        check_warehouse_is_there(settings)
        with open_warehouse(settings) as connection:
            repair_log(connection, settings)
            try:
                yield connection
            finally:
                bring_log_up_to_date(connection, settings, own_account())
                leave_ledger_to_read(connection, settings)


@contextmanager
def reading_ledger(settings: Settings) -> Iterator[DuckDBPyConnection | None]:
    """The ledger as the last load or decision left it, read only; None where there is none. Never waits for a load.

    A ledger that a hub of an earlier version left is upgraded in memory; the file stays as it is until the next load.

    Raises:
        WarehouseUnusable: If there is no such copy, and the private file is damaged or of another program; if it is of
            a newer version, or cannot be upgraded.
    """
    import duckdb

    for path in (settings.ledger_to_read, settings.warehouse):
        check_file(path)
        try:
            connection = duckdb.connect(str(path), read_only=True)
        except duckdb.Error as error:
            # Not there, or held by the first load of the hub.
            if not path.exists() or "lock" in str(error):
                continue
            raise unusable(path, str(error)) from error
        with damage_as_sentence(path), connection:
            connection.execute("SET TimeZone = 'UTC'")
            check_content(connection, path)
            check_not_newer(connection, path)
            if version_of(connection) == newest_version():
                yield connection
                return
            tables = [name for name in COPIED if _has_table(connection, name)]
        with damage_as_sentence(path), duckdb.connect() as upgraded:
            upgraded.execute(f"SET TimeZone = 'UTC'; ATTACH {literal(str(path))} AS earlier (READ_ONLY)")
            upgraded.execute("CREATE SCHEMA ledger")
            for name in tables:
                upgraded.execute(f"CREATE TABLE ledger.{name} AS FROM earlier.ledger.{name}")
            upgraded.execute("DETACH earlier")
            upgrade(upgraded, path)
            yield upgraded
        return
    yield None


def _has_table(connection: DuckDBPyConnection, name: str) -> bool:
    """Whether the ledger has a table of that name."""
    found = connection.execute(
        "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'ledger' AND table_name = ?", [name]
    ).fetchall()
    return bool(found)


def leave_ledger_to_read(connection: DuckDBPyConnection, settings: Settings) -> None:
    """Write the copy beside the warehouse, in place of the one before in one step."""
    partial = settings.ledger_to_read.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    connection.execute(f"ATTACH {literal(str(partial))} AS to_read (STORAGE_VERSION '{STORAGE_VERSION}')")
    try:
        connection.execute("CREATE SCHEMA to_read.ledger")
        for name in COPIED:
            connection.execute(f"CREATE TABLE to_read.ledger.{name} AS FROM ledger.{name}")
    finally:
        connection.execute("DETACH to_read")
    partial.replace(settings.ledger_to_read)
