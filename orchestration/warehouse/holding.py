"""The warehouse while one process holds it, and the copy of the ledger that it leaves for readers.

In scope: holding the private file for writing, leaving the copy and opening it. Out of scope: the lock
itself (`warehouse.lock`), or what is read from the copy (`answers`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from orchestration.settings import Settings
from orchestration.warehouse.database import STORAGE_VERSION, open_warehouse
from orchestration.warehouse.lock import write_lock
from orchestration.warehouse.sql_text import literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

COPIED = ("submissions", "findings")


@contextmanager
def holding(settings: Settings) -> Iterator[DuckDBPyConnection]:
    """The private file, open for writing by this process alone; at the end the ledger is left for readers.

    Raises:
        WarehouseBusy: If another load does not let go in time.
        WarehouseHeld: If another program has the file open.
    """
    with write_lock(settings), open_warehouse(settings) as connection:
        try:
            yield connection
        finally:
            _leave_ledger_to_read(connection, settings)


@contextmanager
def reading_ledger(settings: Settings) -> Iterator[DuckDBPyConnection | None]:
    """The ledger as the last load or decision left it, read only; None where there is none. Never waits for a load."""
    import duckdb

    for path in (settings.ledger_to_read, settings.warehouse):
        try:
            connection = duckdb.connect(str(path), read_only=True)
        except duckdb.IOException:  # not there, or held by the first load of the hub
            continue
        with connection:
            connection.execute("SET TimeZone = 'UTC'")
            yield connection
        return
    yield None


def _leave_ledger_to_read(connection: DuckDBPyConnection, settings: Settings) -> None:
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
