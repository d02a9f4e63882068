"""What Spark builds the models from: raw tables, ledger and seeds of a hub as a folder of Parquet files.

In scope: writing the folder and its manifest, and bringing it up to date. Out of scope: reading it (`dbt_project`,
macro hand_over_tables), or what is built from it.

A raw table is partitioned by year, force and submission, and only current submissions are there: whoever reads a table
reads its folder. A submission never changes, so one that is there already is not written again. The manifest is written
when all files are whole; what it does not list is taken away afterwards.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.settings import Settings
from orchestration.warehouse.ledger import IN_FORCE
from orchestration.warehouse.models import read_manifest, variables_for_dbt
from orchestration.warehouse.on_disk import as_json, write_whole
from orchestration.warehouse.plan import read_plan
from orchestration.warehouse.sql_text import literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MANIFEST = "manifest.json"
# Facts of the country as dbt takes them: --vars "$(cat ...)".
VARIABLES = "dbt_vars.json"
FORMAT = 2
# Folders below a raw table, from the outside in; the file without rows says which columns an empty table has. The last
# one is the raw table's own column, so a model that asks for some submissions opens no file of the others.
PARTITIONS = ("partition_year", "partition_force", "_submission_id")
_NO_ROWS = Path(*(f"{name}=none" for name in PARTITIONS), "columns.parquet")


class HandOverRefused(Exception):
    """What cannot be handed over, or not there; the message says why and what to do."""


@dataclass(frozen=True)
class Part:
    """The rows of one submission in one raw table.

    Attributes:
        path: Its folder, below that of the hand-over.
        submission_id: The submission.
        rows: Number of rows.
    """

    path: str
    submission_id: str
    rows: int


@dataclass(frozen=True)
class HandedOver:
    """What a folder holds now.

    Attributes:
        folder: The folder.
        tables: Number of tables.
        rows: Number of rows in them.
        written: Submissions of raw tables that were written, each once per table.
        kept: Those that were there before.
        removed: Those that were there before and are not current any more.
    """

    folder: str
    tables: int
    rows: int
    written: int
    kept: int
    removed: int


def hand_over(connection: DuckDBPyConnection, settings: Settings, folder: Path) -> HandedOver:
    """Write everything that the models read into a folder, or bring a folder of an earlier time up to date.

    Args:
        connection: The private file, which no load is writing to.
        settings: The hub.
        folder: Where to; new, empty, or one that was written before.

    Raises:
        HandOverRefused: If the folder has other files in it, or no load has filled the hub.
    """
    raw, ledger = _sources(settings)
    seeds = [step.relation for step in read_plan(settings).steps.values() if step.kind == "seed"]
    _check_is_filled(connection, settings, [*raw, *ledger, *seeds])
    before = _manifest_of(folder, {relation.split(".")[0] for relation in (*raw, *ledger, *seeds)})
    tables: list[dict[str, Any]] = []
    written = kept = removed = 0
    for relation in raw:
        earlier = before.get(relation, {})
        columns = _columns(connection, relation)
        wanted = _parts(connection, relation)
        there = {Part(**each) for each in earlier.get("parts", ())} if earlier.get("columns") == columns else set()
        there = {part for part in there if (folder / part.path).is_dir()} & set(wanted)
        if not there:
            shutil.rmtree(folder / _path(relation), ignore_errors=True)
        new = [part for part in wanted if part not in there]
        _write_raw(connection, relation, folder, new)
        written, kept = written + len(new), kept + len(there)
        removed += len({each["path"] for each in earlier.get("parts", ())} - {part.path for part in wanted})
        tables.append(_entry(relation, columns, sum(part.rows for part in wanted), wanted))
    for relation in (*ledger, *seeds):
        rows = _write_whole_table(connection, relation, folder)
        tables.append(_entry(relation, _columns(connection, relation), rows))
    manifest = {"format": FORMAT, "partitioned_by": PARTITIONS, "tables": tables}
    write_whole(folder / MANIFEST, as_json(manifest, indent=1))
    write_whole(folder / VARIABLES, variables_for_dbt(settings).encode())
    for table in tables:
        _take_away_unlisted(folder, table)
    return HandedOver(str(folder), len(tables), sum(table["rows"] for table in tables), written, kept, removed)


def _manifest_of(folder: Path, schemas: set[str]) -> dict[str, dict[str, Any]]:
    """The tables of the manifest before; nothing of a folder that is new, or was left half written."""
    path = folder / MANIFEST
    if path.is_file():
        content = json.loads(path.read_text(encoding="utf-8"))
        return {table["name"]: table for table in content["tables"]} if content.get("format") == FORMAT else {}
    others = sorted(each.name for each in folder.iterdir() if each.name not in schemas) if folder.is_dir() else []
    if others:
        raise HandOverRefused(
            f"{folder} has other files in it, for example {others[0]}. Give a new or empty folder, or one that this "
            "command wrote before."
        )
    return {}


def _sources(settings: Settings) -> tuple[list[str], list[str]]:
    """The tables of schema `raw`, and those of schema `ledger`, that models read."""
    sources = read_manifest(settings)["sources"].values()
    named = sorted({f"{node['schema']}.{node['identifier']}" for node in sources})  # freshness names some twice
    return [name for name in named if name.startswith("raw.")], [name for name in named if name.startswith("ledger.")]


def _check_is_filled(connection: DuckDBPyConnection, settings: Settings, relations: list[str]) -> None:
    there = {
        name
        for (name,) in connection.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = current_database()"
        ).fetchall()
    }
    if missing := [name for name in relations if name not in there]:
        raise HandOverRefused(
            f"The warehouse in {settings.workspace} has no table {missing[0]}, which a load makes. Run icm load first."
        )


def _columns(connection: DuckDBPyConnection, relation: str) -> list[list[str]]:
    return [[name, kind] for name, kind, *_ in connection.execute(f"DESCRIBE {relation}").fetchall()]


def _path(relation: str) -> str:
    return relation.replace(".", "/")


def _entry(relation: str, columns: list[list[str]], rows: int, parts: list[Part] | None = None) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": relation, "path": _path(relation), "rows": rows, "columns": columns}
    return entry if parts is None else {**entry, "parts": [asdict(part) for part in parts]}


# A year is written 2012-13 in a path, and what is of no year or no force is of all.
_PARTITION_VALUES = """
    coalesce(replace(submissions.financial_year, '/', '-'), 'all') AS partition_year,
    coalesce(submissions.force_id, 'all') AS partition_force,
    submissions.submission_id AS _submission_id"""


def _parts(connection: DuckDBPyConnection, relation: str) -> list[Part]:
    """What is current in a raw table."""
    folder = " || '/' || ".join(f"'{name}=' || submissions.{name}" for name in PARTITIONS)
    found = connection.execute(
        f"SELECT {literal(_path(relation))} || '/' || {folder}, submissions._submission_id, count(*) "
        f"FROM {relation} AS given JOIN (SELECT {_PARTITION_VALUES} FROM ledger.submissions "
        f"WHERE status IN {IN_FORCE}) AS submissions USING (_submission_id) "
        "GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    return [Part(*row) for row in found]


def _write_raw(connection: DuckDBPyConnection, relation: str, folder: Path, parts: list[Part]) -> None:
    to = folder / _path(relation)
    no_rows = to / _NO_ROWS
    no_rows.parent.mkdir(parents=True, exist_ok=True)
    columns = _typed(connection, relation, left_out=PARTITIONS)
    _copy(connection, f"SELECT {columns} FROM {relation} AS given LIMIT 0", no_rows)
    if not parts:
        return
    for part in parts:
        shutil.rmtree(folder / part.path, ignore_errors=True)
    connection.execute("CREATE OR REPLACE TEMP TABLE to_write AS SELECT unnest(?) AS submission_id", [
        [part.submission_id for part in parts]
    ])  # fmt: skip
    connection.execute(
        f"COPY (SELECT {columns}, {_PARTITION_VALUES} FROM {relation} AS given "
        "JOIN ledger.submissions ON given._submission_id = submissions.submission_id "
        "SEMI JOIN to_write ON given._submission_id = to_write.submission_id) "
        f"TO {literal(str(to))} (FORMAT parquet, COMPRESSION zstd, PARTITION_BY ({', '.join(PARTITIONS)}), "
        "OVERWRITE_OR_IGNORE)"
    )


def _write_whole_table(connection: DuckDBPyConnection, relation: str, folder: Path) -> int:
    path = folder / _path(relation) / "rows.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    return _copy(connection, f"SELECT {_typed(connection, relation)} FROM {relation} AS given", path)


def _copy(connection: DuckDBPyConnection, query: str, path: Path) -> int:
    partial = path.with_name(f".{path.name}.partial")
    (rows,) = connection.execute(
        f"COPY ({query}) TO {literal(str(partial))} (FORMAT parquet, COMPRESSION zstd)"
    ).fetchall()[0]
    partial.replace(path)
    return int(rows)


def _typed(connection: DuckDBPyConnection, relation: str, left_out: tuple[str, ...] = ()) -> str:
    """The columns of `given` in types that Spark reads as this project means them: a moment is in UTC, JSON is text."""
    instead = {"TIMESTAMP": "TIMESTAMPTZ", "JSON": "VARCHAR"}
    return ", ".join(
        f"CAST(given.{name} AS {instead[kind]}) AS {name}" if kind in instead else f"given.{name}"
        for name, kind in _columns(connection, relation)
        if name not in left_out
    )


def _take_away_unlisted(folder: Path, table: dict[str, Any]) -> None:
    if "parts" not in table:
        return
    listed = {folder / part["path"] for part in table["parts"]} | {(folder / table["path"] / _NO_ROWS).parent}
    for path in _submission_folders(folder / table["path"]):
        if path not in listed:
            shutil.rmtree(path)
            for above in (path.parent, path.parent.parent):
                if not any(above.iterdir()):
                    above.rmdir()


def _submission_folders(table: Path) -> Iterator[Path]:
    yield from list(table.glob("/".join(f"{name}=*" for name in PARTITIONS)))
