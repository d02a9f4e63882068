"""Looking at the private file before anything is written into it: is it a warehouse of this hub, and whole?

In scope: the looks, and the sentence for what is found. Out of scope: opening it (`warehouse.database`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.faults import hub_fault

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_MAGIC, _MAGIC_AT = b"DUCK", 8
_WAY_OUT = (
    "Nothing was written into it. Run icm rebuild to make it again from the archive and its log, with every file and "
    "decision, or put back the last copy of it."
)


class WarehouseUnusable(Exception):
    """The private file is not a warehouse that can be used; the message says why and what to do."""


def check_file(path: Path) -> None:
    """Look at a file that is there, without opening it as a database.

    Raises:
        WarehouseUnusable: If it is empty or no DuckDB file.
    """
    if not path.exists():
        return
    if path.is_dir():
        raise WarehouseUnusable(f"{path} is a folder, and the warehouse must be a file. Move the folder elsewhere.")
    if path.stat().st_size == 0:
        raise WarehouseUnusable(f"The warehouse {path} is empty: 0 bytes. {_WAY_OUT}")
    with path.open("rb") as stream:
        head = stream.read(_MAGIC_AT + len(_MAGIC))
    if head[_MAGIC_AT:] != _MAGIC:
        raise WarehouseUnusable(f"The warehouse {path} is damaged or is not a DuckDB file. {_WAY_OUT}")


def unusable(path: Path, said: str) -> WarehouseUnusable:
    """Return the sentence for a file that DuckDB could not open.

    Args:
        path: The file.
        said: What DuckDB says of it.
    """
    if "newer version" in said or "version number" in said:
        return WarehouseUnusable(
            f"The warehouse {path} was written by a newer version of DuckDB than the one installed here. "
            "Nothing was written into it. Use the version of the hub that wrote it."
        )
    return WarehouseUnusable(f"The warehouse {path} is damaged. {_WAY_OUT}")


@contextmanager
def damage_as_sentence(path: Path) -> Iterator[None]:
    """Say of a file that was opened, and whose tables then cannot be read, that it is damaged.

    A file that is cut short may keep what DuckDB reads when it opens it.

    Raises:
        HubFault: If the machine failed.
        WarehouseUnusable: If a block of the file is missing or not what it should be.
    """
    import duckdb

    unreadable = (duckdb.IOException, duckdb.SerializationException, duckdb.FatalException, duckdb.InternalException)
    try:
        yield
    except unreadable as error:
        raise hub_fault(error) or unusable(path, str(error)) from error


def check_content(connection: DuckDBPyConnection, path: Path) -> None:
    """Look whether a database that is open is a warehouse, or has nothing in it yet.

    Raises:
        WarehouseUnusable: If it has tables and none of a hub's ledger.
        duckdb.IOException: If a block that is needed is missing; `damage_as_sentence` says so.
    """
    import duckdb

    schemas = {
        row[0]
        for row in connection.execute(
            "SELECT DISTINCT schema_name FROM duckdb_tables() WHERE NOT internal AND NOT temporary"
        ).fetchall()
    }
    if schemas and "ledger" not in schemas:
        raise WarehouseUnusable(
            f"{path} is a DuckDB file of another program: it has tables, but no ledger of a hub. Nothing was written "
            "into it. Give another workspace, or another file for the warehouse (ICM_WAREHOUSE)."
        )
    # What was written last is near the end of the file, which is what a copy that was cut short lacks.
    with suppress(duckdb.CatalogException):
        connection.execute("FROM ledger.tables_made").fetchall()
