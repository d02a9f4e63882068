"""Every table of the release: what it holds, its columns with units, what it is joined to, and where its files are.

In scope: the dictionary as pages: one for all tables, one per schema with the columns. Out of scope: writing the files
themselves (`publication.exports`, `publication.national_tables`).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from itertools import groupby
from typing import Any

from orchestration.publication.national_tables.description import read_description
from orchestration.publication.national_tables.workbooks import FOLDER as WORKBOOKS
from orchestration.publication.release_reader import ReleaseReader, Row
from orchestration.publication.site.charts.relations import relations_diagram
from orchestration.publication.site.frame import Frame
from orchestration.publication.site.numbers import count
from orchestration.publication.site.page import Files, Page, Reads

PATH = "data.html"
SCHEMAS = {
    "marts": "Facts: forces, headings, agreements, money, people, decisions",
    "variation": "Comparisons: measures, positions, averages, evidence",
    "quality": "What was received, and what the rules found",
    "release": "The release itself: changes, issues, dictionary, relations",
}
VIEWS = "by_measure"
# The list of releases gains a row with each release: a page that reads it is always that of its own release.
_READS = (Reads("release.releases"), Reads("release.data_dictionary"), Reads("release.relations"))


def schema_path(schema: str) -> str:
    """Return the path of the page with the columns of a schema's tables."""
    return f"data/{schema}.html"


def pages(reader: ReleaseReader) -> Iterable[Page]:
    """The list of tables, and one page per schema."""
    words = "dictionary download tables columns CSV Parquet DuckDB Excel workbooks relations schema"
    yield Page(PATH, _READS, _make, ("Data and downloads", "Page", words))
    for schema in SCHEMAS:
        yield Page(schema_path(schema), _READS, partial(_make_schema, schema))


def _make(reader: ReleaseReader, frame: Frame) -> Files:
    tables = _tables(reader)
    relations = _relations(reader)
    page = frame.render(
        "data",
        PATH,
        title="Data and downloads",
        lead=lead(tables),
        schemas=[
            {
                "name": schema,
                "about": about,
                "path": schema_path(schema),
                "tables": [row for row in tables if row["schema_name"] == schema],
            }
            for schema, about in SCHEMAS.items()
        ],
        views=reader.rows(
            "SELECT view_name, comment FROM duckdb_views() WHERE schema_name = ? AND NOT internal ORDER BY view_name",
            VIEWS,
        ),
        workbooks=_workbooks(reader),
        diagram=relations_diagram(relations),
        relations=relations,
    )
    return {PATH: page}


def _make_schema(schema: str, reader: ReleaseReader, frame: Frame) -> Files:
    path = schema_path(schema)
    tables = [row for row in _tables(reader) if row["schema_name"] == schema]
    columns = reader.rows(
        "SELECT * FROM release.data_dictionary WHERE schema_name = ? ORDER BY table_name, position", schema
    )
    of_table = {name: list(group) for name, group in groupby(columns, key=lambda row: row["table_name"])}
    to = {(row["table_name"], row["column_name"]): row for row in _relations(reader)}
    for table in tables:
        table["columns"] = of_table.get(table["table_name"], [])
        for column in table["columns"]:
            column["to"] = to.get((f"{schema}.{table['table_name']}", column["column_name"]))
    title = f"Tables of schema {schema}"
    return {path: frame.render("data_schema", path, title=title, schema=schema, about=SCHEMAS[schema], tables=tables)}


def lead(tables: list[Row]) -> str:
    """Say how much there is and where to begin."""
    rows = sum(row["table_rows"] for row in tables)
    return (
        f"Everything on these pages comes from {count(len(tables))} tables with {count(rows)} rows. They are in one "
        "database, "
        "and each of them is a CSV and a Parquet file as well."
    )


def _tables(reader: ReleaseReader) -> list[Row]:
    tables = reader.rows(
        "SELECT schema_name, table_name, comment, column_count FROM duckdb_tables() WHERE NOT internal "
        "AND database_name = current_database() ORDER BY schema_name, table_name"
    )
    counted = reader.rows(
        " UNION ALL ".join(
            f"SELECT '{row['schema_name']}.{row['table_name']}' AS name, count(*) AS table_rows "
            f"FROM {row['schema_name']}.{row['table_name']}"
            for row in tables
        )
    )
    rows = {row["name"]: row["table_rows"] for row in counted}
    for row in tables:
        row["name"] = f"{row['schema_name']}.{row['table_name']}"
        row["table_rows"] = rows[row["name"]]
        row["file"] = f"{row['schema_name']}/{row['table_name']}"
    return tables


def _relations(reader: ReleaseReader) -> list[Row]:
    return reader.rows("FROM release.relations ORDER BY table_name, column_name")


def _workbooks(reader: ReleaseReader) -> list[dict[str, Any]]:
    """The workbooks that the release has, as their description lists them."""
    found = []
    for workbook in read_description().workbooks:
        for subject in reader.rows(workbook.for_each) if workbook.for_each else [{}]:
            found.append(
                {
                    "file": f"{WORKBOOKS}/{workbook.name.format_map(subject)}.xlsx",
                    "title": workbook.title.format_map(subject),
                    "holds": workbook.holds.format_map(subject),
                }
            )
    return found
