"""The version of the private file's own tables, and bringing a file of an earlier version up to it.

In scope: the migrations in `migrations/`, numbered from 1, and which of them a file has had. Out of scope: the tables
of schema `raw`, which follow from the descriptions of returns (`warehouse.database`), and those that dbt describes.

A migration that was released is never changed: what comes later is a new file. All that a file lacks is run in one
transaction, so that a file that cannot be upgraded remains one that the version before can use.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration import __version__
from orchestration.faults import hub_fault
from orchestration.warehouse.damage import WarehouseUnusable
from orchestration.warehouse.ledger import now

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MIGRATIONS = Path(__file__).with_name("migrations")


@dataclass(frozen=True)
class Migration:
    """One step from a version of the tables to the next.

    Attributes:
        number: The version that a file has afterwards.
        name: What it brings, in a few words.
        sql: What is run.
    """

    number: int
    name: str
    sql: str


@cache
def all_migrations(folder: Path = MIGRATIONS) -> tuple[Migration, ...]:
    """Every migration in the order of their numbers, which have no gap."""
    found = [
        Migration(int(path.name[:4]), path.stem[5:].replace("_", " "), path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    ]
    assert [each.number for each in found] == list(range(1, len(found) + 1)), "migrations are numbered from 1"
    return tuple(found)


def newest_version() -> int:
    """Version of the tables that this code works with."""
    return all_migrations()[-1].number


def version_of(connection: DuckDBPyConnection) -> int:
    """Version of the tables of a file; 0 if it is new or of a hub before 0.11, which kept no number."""
    import duckdb

    try:
        row = connection.execute("SELECT max(number) FROM ledger.migrations").fetchone()
    except duckdb.CatalogException:
        return 0
    return int(row[0] or 0) if row else 0


def check_not_newer(connection: DuckDBPyConnection, path: Path) -> None:
    """Look whether a file is of a version that this code knows.

    Raises:
        WarehouseUnusable: If a later version of the hub has upgraded it: there is no way back.
    """
    if (version := version_of(connection)) <= newest_version():
        return
    ((hub,),) = connection.execute("SELECT max_by(hub_version, number) FROM ledger.migrations").fetchall()
    raise WarehouseUnusable(
        f"The warehouse {path} was upgraded by version {hub} of the hub to version {version} of its tables, and this "
        f"version ({__version__}) knows them up to {newest_version()}. Nothing was written into it. Use version {hub} "
        "or a later one, or put back the copy of the workspace that was made before the upgrade."
    )


def upgrade(connection: DuckDBPyConnection, path: Path) -> None:
    """Run the migrations that a file lacks, all or none; the caller holds no transaction.

    Raises:
        HubFault: If the machine failed, for example because the disk is full.
        WarehouseUnusable: If a migration failed: the file is then as it was.
    """
    import duckdb

    before = version_of(connection)
    lacking = [each for each in all_migrations() if each.number > before]
    if not lacking:
        return
    connection.begin()
    try:
        for each in lacking:
            connection.execute(each.sql)
        connection.execute(
            "CREATE TABLE IF NOT EXISTS ledger.migrations "
            "(number INTEGER PRIMARY KEY, name VARCHAR, applied_at TIMESTAMP, hub_version VARCHAR)"
        )
        connection.executemany(
            "INSERT INTO ledger.migrations VALUES (?, ?, ?, ?)",
            [[each.number, each.name, now(), __version__] for each in lacking],
        )
        connection.commit()
    except Exception as error:
        roll_back(connection)
        if isinstance(error, duckdb.IOException):
            # A block of the file that cannot be read is said to be so (`warehouse.damage`).
            raise
        raise hub_fault(error) or WarehouseUnusable(
            f"The warehouse {path} could not be upgraded from version {before} of its tables to {newest_version()}: "
            f"{_first_line(error)} It was left as it was, and the version of the hub that wrote it can still use it. "
            "Use that version, and send this sentence to the people who maintain the hub."
        ) from error


def roll_back(connection: DuckDBPyConnection) -> None:
    """Undo what was done; after some faults DuckDB has done that already, and has no transaction any more."""
    import duckdb

    with suppress(duckdb.Error):
        connection.rollback()


def _first_line(error: Exception) -> str:
    line = str(error).strip().partition("\n")[0]
    return line if line.endswith(".") else f"{line}."
