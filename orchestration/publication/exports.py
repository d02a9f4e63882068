"""Every published table as Parquet and CSV, for those who do not open DuckDB files.

In scope: files of values. Out of scope: pages, workbooks (`national_tables`), or what a CSV file contains in the words
of the web (`csv_metadata`).
"""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.publication.carried import NOTHING_CARRIED, CarriedFiles
from orchestration.publication.catalog import escaped, quoted
from orchestration.publication.published_table import PublishedTable
from orchestration.publication.state import DATABASE

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# A spreadsheet program runs text that begins like this; an apostrophe in front makes it text again.
_RUNS_IN_A_SPREADSHEET = "^[=+@\\t\\r-]"
_PART = 1 << 20  # bytes of a file read at once


def write_exports(folder: Path, tables: list[PublishedTable], carried: CarriedFiles = NOTHING_CARRIED) -> None:
    """Write `parquet/<schema>/<table>.parquet` and `csv/<schema>/<table>.csv` in the release's folder.

    A Parquet file carries key-value metadata: `description` and, as JSON, `columns` with description and unit of each.

    Args:
        folder: Folder of the release.
        tables: The tables; their rows are in the order of the key already.
        carried: Files of the last release; an unchanged table keeps its own.
    """
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"ATTACH '{quoted(folder / DATABASE)}' AS published (READ_ONLY)")
        for table in tables:
            names = [f"{kind}/{table.schema}/{table.name}.{kind}" for kind in ("parquet", "csv")]
            if table.full_name in carried.unchanged and carried.carry(folder, *names):
                continue
            parquet, text = (folder / name for name in names)
            for path in (parquet, text):
                path.parent.mkdir(parents=True, exist_ok=True)
            source = f"FROM published.{table.full_name}"
            connection.execute(
                f"COPY (SELECT * {source}) TO '{quoted(parquet)}' (FORMAT parquet, KV_METADATA {_facts(table)})"
            )
            if not _amended(connection, table, text, names[1], carried):
                _write_csv(connection, table, text)


def _write_csv(connection: DuckDBPyConnection, table: PublishedTable, target: Path, which: str = "") -> None:
    connection.execute(
        f"COPY (SELECT {_safe_columns(table)} FROM published.{table.full_name} {which}) "
        f"TO '{quoted(target)}' (FORMAT csv, HEADER)"
    )


def _amended(
    connection: DuckDBPyConnection, table: PublishedTable, target: Path, name: str, carried: CarriedFiles
) -> bool:
    """Write the CSV of the last release with the lines of the rows that differ, if that can be done."""
    places = carried.changed.get(table.full_name)
    if places is None or carried.last is None or name not in carried.last.files:
        return False
    before, lines = carried.last.folder / name, target.with_suffix(".lines")
    _write_csv(connection, table, lines, f"WHERE rowid IN ({', '.join(map(str, places))}) ORDER BY rowid")
    ((rows,),) = connection.execute(f"SELECT count(*) FROM published.{table.full_name}").fetchall()
    # A text with a line break in it makes more lines than rows: then a row's place is not that of its line.
    is_a_line_each = _lines(before) == rows + 1 and _lines(lines) == len(places) + 1
    if is_a_line_each:
        with before.open("rb") as old, lines.open("rb") as new, target.open("wb") as file:
            file.write(next(old))
            next(new)
            row = 0
            for place, line in zip(places, new, strict=True):
                file.writelines(islice(old, place - row))
                next(old)
                file.write(line)
                row = place + 1
            file.writelines(old)
    lines.unlink()
    return is_a_line_each


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(part.count(b"\n") for part in iter(lambda: file.read(_PART), b""))


def _facts(table: PublishedTable) -> str:
    columns = {column.name: {"description": column.description, "unit": column.unit} for column in table.columns}
    facts = {"description": table.description, "columns": json.dumps(columns, ensure_ascii=False)}
    return "{" + ", ".join(f"{name}: '{escaped(text)}'" for name, text in facts.items()) + "}"


def _safe_columns(table: PublishedTable) -> str:
    return ", ".join(
        f"CASE WHEN regexp_matches({name}, '{_RUNS_IN_A_SPREADSHEET}') THEN '''' || {name} ELSE {name} END AS {name}"
        if kind == "VARCHAR"
        else name
        for name, kind in ((column.name, column.type) for column in table.columns)
    )
