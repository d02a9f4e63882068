"""Comparing the published tables that Spark built with those that DuckDB built: keys, then column by column.

In scope: finding what Spark wrote, comparing it, and which differences are known. Out of scope: building
(`spark.build`), or what a difference means for a figure.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from orchestration.warehouse.models import PUBLISHED_SCHEMAS
from orchestration.warehouse.sql_text import literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# How far two doubles may be apart: of the larger one, and of 1 where both are smaller.
TOLERANCE = 1e-9
KNOWN = Path(__file__).with_name("known_deviations.yml")
_FOLDERS_ARE_COLUMNS = "hive_partitioning = true, hive_types_autocast = false"


@dataclass(frozen=True)
class Compared:
    """One published table.

    Attributes:
        relation: Schema and name.
        rows: Rows that DuckDB has.
        only_here: Keys that only DuckDB has.
        only_there: Keys that only Spark has.
        differing: Column to number of rows in which it differs, columns that are equal left out.
        known: The same for columns that are known to differ on this engine.
        examples: Column to an example in words: key, value of DuckDB, value of Spark.
    """

    relation: str
    rows: int
    only_here: int = 0
    only_there: int = 0
    differing: Mapping[str, int] = field(default_factory=dict)
    known: Mapping[str, int] = field(default_factory=dict)
    examples: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_equal(self) -> bool:
        """Whether nothing differs but what is known to."""
        return not (self.only_here or self.only_there or self.differing)


@dataclass(frozen=True)
class Deviation:
    """Why a column differs on an engine, and in how many of its rows it may, in per cent."""

    reason: str
    at_most_pct: float


@cache
def known_deviations(engine: str) -> dict[tuple[str, str], Deviation]:
    """What is known to differ on an engine, by table and column."""
    written = yaml.safe_load(KNOWN.read_text(encoding="utf-8"))
    return {
        (table, column): Deviation(each["reason"], each["at_most_pct"])
        for each in written.get(engine, [])
        for table in each["tables"]
        for column in each["columns"]
    }


def keys_of_published(manifest: Mapping[str, Any], only: Container[str] | None = None) -> dict[str, list[str]]:
    """Relation to its key, for every published table of a manifest, or those of some models."""
    keys = {}
    for name, node in manifest["nodes"].items():
        if only is not None and name not in only:
            continue
        if node["resource_type"] == "model" and node["schema"] in PUBLISHED_SCHEMAS:
            stated = node["config"]["meta"].get("key_of_the_release")
            primary = next((each["columns"] for each in node["constraints"] if each["type"] == "primary_key"), None)
            keys[f"{node['schema']}.{node['alias']}"] = list(stated or primary or ())
    return keys


def compare(
    connection: DuckDBPyConnection, keys: Mapping[str, Sequence[str]], built: Path, engine: str
) -> Iterator[Compared]:
    """Compare each table of the warehouse with the files that an engine wrote of it.

    Args:
        connection: The private file, with what a load built.
        keys: The tables, each with its key.
        built: Folder of the engine's own warehouse; a table of no rows need not be there.
        engine: Name of the engine, for the deviations that are known of it.
    """
    for relation, key in keys.items():
        yield _compared(connection, relation, key, _files(built, relation), known_deviations(engine))


def partitions(built: Path) -> dict[Path, dict[Path, int]]:
    """The innermost partitions of all tables: folder to its files, each with when it was written (nanoseconds)."""
    found: dict[Path, dict[Path, int]] = {}
    for path in built.rglob("*=*/*.parquet"):
        found.setdefault(path.parent, {})[path] = path.stat().st_mtime_ns
    return found


def _files(built: Path, relation: str) -> list[str]:
    """The files of a table: Spark has a folder per schema, Sail adds letters of its own to the name of the table."""
    schema, name = relation.split(".")
    folders = [built / f"{schema}.db" / name, *built.glob(f"{name}-{'[0-9a-f]' * 8}-*")]
    return [str(path) for folder in folders for path in sorted(folder.rglob("*.parquet"))]


def _compared(
    connection: DuckDBPyConnection,
    relation: str,
    key: Sequence[str],
    files: list[str],
    deviations: Mapping[tuple[str, str], Deviation],
) -> Compared:
    typed = {name: kind for name, kind, *_ in connection.execute(f"DESCRIBE {relation}").fetchall()}
    columns = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in typed.items())
    listed = ", ".join(literal(path) for path in files)
    source = f"read_parquet([{listed}], {_FOLDERS_ARE_COLUMNS})" if files else f"(SELECT * FROM {relation} LIMIT 0)"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE there AS SELECT {columns} FROM {source}")
    on = " AND ".join(f"here.{name} IS NOT DISTINCT FROM there.{name}" for name in key)
    differs = {name: _differs(name, kind) for name, kind in typed.items() if name not in key}
    counts = ", ".join(f"count_if({test}) AS {name}" for name, test in differs.items())
    rows = connection.execute(f"SELECT count(*) FROM {relation}").fetchall()[0][0]
    only_here = _count(connection, f"FROM {relation} AS here ANTI JOIN there ON {on}")
    # A key that is there twice joins twice, and is one too many.
    there = _count(connection, "FROM there")
    joined = f"FROM {relation} AS here JOIN there ON {on}"
    only_there = there - (rows - only_here)
    found = connection.execute(f"SELECT {counts or '0'} {joined}").fetchall()[0] if differs else ()
    wrong = {name: count for name, count in zip(differs, found, strict=True) if count}
    known = {
        name: count
        for name, count in wrong.items()
        if (deviation := deviations.get((relation, name))) and count * 100 <= deviation.at_most_pct * rows
    }
    new = {name: count for name, count in wrong.items() if name not in known}
    examples = {name: _example(connection, name, key, joined, differs[name]) for name in new}
    return Compared(relation, rows, only_here, only_there, new, known, examples)


def _count(connection: DuckDBPyConnection, source: str) -> int:
    return int(connection.execute(f"SELECT count(*) {source}").fetchall()[0][0])


def _differs(name: str, kind: str) -> str:
    here, there = f"here.{name}", f"there.{name}"
    if kind not in {"DOUBLE", "FLOAT"}:
        return f"{here} IS DISTINCT FROM {there}"
    near = f"abs({here} - {there}) <= {TOLERANCE} * greatest(abs({here}), abs({there}), 1)"
    return f"{here} IS DISTINCT FROM {there} AND NOT coalesce({near}, false)"


def _example(connection: DuckDBPyConnection, name: str, key: Sequence[str], joined: str, test: str) -> str:
    shown = " || ', ' || ".join(f"coalesce(CAST(here.{each} AS VARCHAR), 'null')" for each in key)
    row = connection.execute(f"SELECT {shown}, here.{name}, there.{name} {joined} WHERE {test} LIMIT 1").fetchall()[0]
    return f"{row[0]}: {row[1]!r} here, {row[2]!r} there"
