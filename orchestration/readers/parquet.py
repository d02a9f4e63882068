"""Parquet files, examined in a child process so that a damaged or hostile one ends the child and nothing else.

In scope: the columns and rows of a Parquet file, and reading every value of it once under limits. Out of scope:
landing it (`intake.large_file_load`). The child is this module run as a program.
"""

from __future__ import annotations

import json
import logging
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.faults import HubFault
from orchestration.readers.child import limit_processor_time
from orchestration.readers.isolated import MOST_WAITING
from orchestration.readers.sheets import UnreadableFile, column_letter

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY_LIMIT_BYTES = 4 * 1024**3
TIME_LIMIT_SECONDS = 300  # of processor time
_FILE = "read_parquet(?, binary_as_string = true, hive_partitioning = false)"
_NOT_UTF_8 = "UTF8"  # what DuckDB says of such a text, and of no other damage

log = logging.getLogger("icm.readers")


@dataclass(frozen=True)
class ParquetFacts:
    """What a Parquet file holds.

    Attributes:
        columns: Name and type of each column, as DuckDB calls the type.
        rows: Number of rows.
    """

    columns: tuple[tuple[str, str], ...]
    rows: int


def examine_parquet(
    path: Path,
    memory_limit: int = MEMORY_LIMIT_BYTES,
    time_limit: int = TIME_LIMIT_SECONDS,
) -> ParquetFacts:
    """Open a Parquet file in a child process, and read every value once, so that damage anywhere comes to light.

    Args:
        path: The file.
        memory_limit: Bytes of address space that the child may take.
        time_limit: Seconds of processor time that it may take.

    Raises:
        UnreadableFile: F05 if the file is damaged, F13 if the child went over a limit or died, F20 if a text is not
            UTF-8.
        HubFault: If another program ended the child, or it waited too long by the clock.
    """
    command = [sys.executable, "-m", "orchestration.readers.parquet", str(path), str(memory_limit), str(time_limit)]
    try:
        child = subprocess.run(command, capture_output=True, timeout=MOST_WAITING * time_limit, check=False)
    except subprocess.TimeoutExpired as error:
        raise HubFault(
            f"Reading {path.name} has not ended after {MOST_WAITING * time_limit / 60:,.0f} minutes, although it took "
            "little processor time. Check the disk and load again. The file remains new."
        ) from error
    if child.returncode == -signal.SIGXCPU:
        raise UnreadableFile("F13", f"reading took more than {time_limit:,} seconds of processor time")
    if child.returncode in {-signal.SIGKILL, -signal.SIGTERM}:
        raise HubFault(
            f"The process that read {path.name} was ended by another program or by the system, which does so when "
            "memory runs out. Free some memory and load again. The file remains new."
        )
    if child.returncode != 0:
        raise UnreadableFile("F13", f"reading needed more than {memory_limit // 1024**2:,} MB of memory or broke off")
    answer = json.loads(child.stdout)
    if answer.get("not_text"):
        places = (f"'{name}' (column {column_letter(at)})" for name, at in answer["not_text"])
        raise UnreadableFile("F20", " and ".join(places))
    if "damage" in answer:
        log.info("%s cannot be read: %s", path, answer["damage"])
        raise UnreadableFile("F05", "a part of the Parquet file is damaged")
    return ParquetFacts(tuple((name, kind) for name, kind in answer["columns"]), answer["rows"])


def _main(path: str, memory_limit: int, time_limit: int) -> None:
    import resource

    import duckdb

    resource.setrlimit(resource.RLIMIT_AS, (memory_limit, memory_limit))
    limit_processor_time(time_limit)
    connection = duckdb.connect(config={"memory_limit": f"{memory_limit // 4 // 1024**2}MiB", "threads": 2})
    try:
        answer = _examined(connection, path)
    except (MemoryError, duckdb.OutOfMemoryException):
        sys.exit(1)
    except duckdb.Error as error:
        answer = {"damage": " ".join(str(error).split())[:200], "not_text": _columns_not_text(connection, path)}
    json.dump(answer, sys.stdout)


def _examined(connection: DuckDBPyConnection, path: str) -> dict[str, object]:
    described = connection.execute(f"DESCRIBE SELECT * FROM {_FILE}", [path]).fetchall()
    columns = [(row[0], row[1]) for row in described]
    wanted = ["count(*)", *(_touched(name, kind) for name, kind in columns)]
    row = connection.execute(f"SELECT {', '.join(wanted)} FROM {_FILE}", [path]).fetchone()
    return {"columns": columns, "rows": row[0] if row else 0}


def _columns_not_text(connection: DuckDBPyConnection, path: str) -> list[tuple[str, int]]:
    """Columns of text, each with its place, that hold bytes which are not UTF-8."""
    import duckdb

    found: list[tuple[str, int]] = []
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {_FILE}", [path]).fetchall()
    except duckdb.Error:
        return found
    for place, (name, kind, *_) in enumerate(described):
        try:
            connection.execute(f"SELECT {_touched(name, kind)} FROM {_FILE}", [path]).fetchone()
        except duckdb.Error as error:
            if kind == "VARCHAR" and _NOT_UTF_8 in str(error).upper().replace("-", ""):
                found.append((name, place))
    return found


def _touched(name: str, kind: str) -> str:
    """A cheap aggregate that needs every value of a column; `strlen` would not ask whether it is text."""
    quoted = '"' + name.replace('"', '""') + '"'
    return f"max(length({quoted}))" if kind == "VARCHAR" else f"bit_xor(hash({quoted}))"


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
