"""Every published table as Parquet and CSV, for those who do not open DuckDB files.

Belongs here: files of values. Does not belong here: pages, workbooks (`national_tables`), or what a CSV file
holds in the words of the web (`csv_metadata`).
"""

from __future__ import annotations

import json
from pathlib import Path

from orchestration.publication.catalog import quoted
from orchestration.publication.published_table import PublishedTable
from orchestration.publication.state import DATABASE

# A spreadsheet program runs text that begins like this; an apostrophe in front makes it text again.
_RUNS_IN_A_SPREADSHEET = "^[=+@\\t\\r-]"


def write_exports(folder: Path, tables: list[PublishedTable]) -> None:
    """Write `parquet/<schema>/<table>.parquet` and `csv/<schema>/<table>.csv` in the release's folder.

    A Parquet file carries key-value metadata: `description` and, as JSON, `columns` with description and unit of each.
    """
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"ATTACH '{quoted(folder / DATABASE)}' AS published (READ_ONLY)")
        for table in tables:
            parquet = folder / "parquet" / table.schema / f"{table.name}.parquet"
            text = folder / "csv" / table.schema / f"{table.name}.csv"
            for path in (parquet, text):
                path.parent.mkdir(parents=True, exist_ok=True)
            source = f"FROM published.{table.full_name} ORDER BY {', '.join(table.key)}"
            connection.execute(
                f"COPY (SELECT * {source}) TO '{quoted(parquet)}' (FORMAT parquet, KV_METADATA {_facts(table)})"
            )
            connection.execute(
                f"COPY (SELECT {_safe_columns(table)} {source}) TO '{quoted(text)}' (FORMAT csv, HEADER)"
            )


def _facts(table: PublishedTable) -> str:
    columns = {column.name: {"description": column.description, "unit": column.unit} for column in table.columns}
    facts = {"description": table.description, "columns": json.dumps(columns, ensure_ascii=False)}
    escaped = {name: text.replace("'", "''") for name, text in facts.items()}
    return "{" + ", ".join(f"{name}: '{text}'" for name, text in escaped.items()) + "}"


def _safe_columns(table: PublishedTable) -> str:
    return ", ".join(
        f"CASE WHEN regexp_matches({name}, '{_RUNS_IN_A_SPREADSHEET}') THEN '''' || {name} ELSE {name} END AS {name}"
        if kind == "VARCHAR"
        else name
        for name, kind in ((column.name, column.type) for column in table.columns)
    )
