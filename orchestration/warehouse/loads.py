"""Loads: one line for each time the landing folder was gone through, so that a file can be said to have come in one.

In scope: writing those lines. Out of scope: what a load does (`intake.receive`), or the files' own lines
(`warehouse.ledger`). A file belongs to the last load that began before it was received.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestration.warehouse.ledger import now

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def begin_load(connection: DuckDBPyConnection) -> str:
    """Write down that a load has begun; one that breaks off keeps its line without an end."""
    ((count,),) = connection.execute("SELECT count(*) FROM ledger.loads").fetchall()
    load_id = f"L{count + 1:06d}"
    connection.execute("INSERT INTO ledger.loads (load_id, started_at) VALUES (?, ?)", [load_id, now()])
    return load_id


def end_load(connection: DuckDBPyConnection, load_id: str, new: int, already_received: int) -> None:
    """Write down how many files a load found: new ones, and ones received before."""
    connection.execute(
        "UPDATE ledger.loads SET read_at = ?, files_new = ?, files_already_received = ? WHERE load_id = ?",
        [now(), new, already_received, load_id],
    )
