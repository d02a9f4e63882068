"""Every published table as Parquet and CSV, for those who do not open DuckDB files.

Belongs here: files of values. Does not belong here: pages or workbooks.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.publication.catalog import primary_key, quoted
from orchestration.publication.state import DATABASE
from orchestration.publication.tables import Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# A spreadsheet program runs text that begins like this; an apostrophe in front makes it text again.
_RUNS_IN_A_SPREADSHEET = "^[=+@\\t\\r-]"


def write_exports(folder: Path, tables: list[Table]) -> None:
    """Write `parquet/<schema>/<table>.parquet` and `csv/<schema>/<table>.csv` in the release's folder."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"ATTACH '{quoted(folder / DATABASE)}' AS published (READ_ONLY)")
        for table in tables:
            parquet = folder / "parquet" / table.schema / f"{table.name}.parquet"
            text = folder / "csv" / table.schema / f"{table.name}.csv"
            for path in (parquet, text):
                path.parent.mkdir(parents=True, exist_ok=True)
            key = primary_key(connection, "published", table.schema, table.name)
            source = f"FROM published.{table.full_name} ORDER BY {', '.join(key)}"
            connection.execute(f"COPY (SELECT * {source}) TO '{quoted(parquet)}' (FORMAT parquet)")
            safe = _safe_columns(connection, table)
            connection.execute(f"COPY (SELECT {safe} {source}) TO '{quoted(text)}' (FORMAT csv, HEADER)")


def _safe_columns(connection: DuckDBPyConnection, table: Table) -> str:
    rows = connection.execute(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = 'published' "
        "AND schema_name = ? AND table_name = ? ORDER BY column_index",
        [table.schema, table.name],
    ).fetchall()
    return ", ".join(
        f"CASE WHEN regexp_matches({name}, '{_RUNS_IN_A_SPREADSHEET}') THEN '''' || {name} ELSE {name} END AS {name}"
        if kind == "VARCHAR"
        else name
        for name, kind in rows
    )
