"""The CSV files of a release as a Data Package (Frictionless Data, specification 1.0, 2017): `datapackage.json`.

In scope: that one file, which programs of Frictionless and many others read. Out of scope: the same in the words of
the web (`csv_metadata`), which says more of units and of when a table was first published.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from orchestration.publication.csv_metadata import sources_of_returns
from orchestration.publication.published_table import PublishedColumn, PublishedTable, Relations, relations_of
from orchestration.publication.state import DATABASE

DATA_PACKAGE = "datapackage.json"
_OGL = {
    "name": "OGL-UK-3.0",
    "title": "Open Government Licence v3.0",
    "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}
_TYPES: dict[str, dict[str, Any]] = {
    "VARCHAR": {"type": "string"},
    "BOOLEAN": {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]},
    "INTEGER": {"type": "integer"},
    "BIGINT": {"type": "integer"},
    "HUGEINT": {"type": "integer"},
    "DOUBLE": {"type": "number"},
    "DATE": {"type": "date"},
    # With parts of a second where there are some, which no pattern allows for.
    "TIMESTAMP": {"type": "datetime", "format": "any"},
}


def write_data_package(
    folder: Path,
    release_id: str,
    tables: list[PublishedTable],
    returns: Mapping[str, Collection[str]],
    relations: Relations,
) -> None:
    """Write `datapackage.json` in the folder of a release whose CSV files are written.

    Args:
        folder: Folder of the release.
        release_id: The release, which is the version of the package.
        tables: The tables.
        returns: Returns that each table is made of, by its name with its schema.
        relations: What refers to what (`model_facts`).
    """
    import duckdb

    with duckdb.connect(str(folder / DATABASE), read_only=True) as connection:
        ((published_at, illustrative),) = connection.execute(
            "SELECT published_at, holds_illustrative_data FROM release.releases WHERE release_id = ?", [release_id]
        ).fetchall()
        sources = sources_of_returns(connection)
    about = "Tables of the national warehouse of the Informed Choice Model."
    if illustrative:
        about += " The release contains illustrative data. Do not quote its figures."
    package = {
        "profile": "tabular-data-package",
        "name": "icm-warehouse",
        "title": f"Tables of release {release_id}",
        "description": about,
        "version": release_id,
        "created": f"{published_at:%Y-%m-%dT%H:%M:%SZ}",
        "resources": [
            _resource(folder, table, sorted(returns.get(table.full_name, ())), sources, relations) for table in tables
        ],
    }
    text = json.dumps(package, indent=1, ensure_ascii=False) + "\n"
    (folder / DATA_PACKAGE).write_text(text, encoding="utf-8")


def _resource(
    folder: Path,
    table: PublishedTable,
    returns: list[str],
    sources: Mapping[str, list[dict[str, Any]]],
    relations: Relations,
) -> dict[str, Any]:
    path = f"csv/{table.schema}/{table.name}.csv"
    schema: dict[str, Any] = {"fields": [_field(column) for column in table.columns], "missingValues": [""]}
    if table.key:
        schema["primaryKey"] = table.key
    if keys := relations_of(table, relations):
        schema["foreignKeys"] = [
            {"fields": column, "reference": {"resource": "" if other == table.full_name else other, "fields": named}}
            for column, other, named in keys
        ]
    stated = [source for code in returns for source in sources.get(code, [])]
    titles = [" ".join(filter(None, (each.get("dc:publisher"), each.get("dc:title")))) for each in stated]
    resource: dict[str, Any] = {
        "profile": "tabular-data-resource",
        "name": table.full_name,
        "path": path,
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": (folder / path).stat().st_size,
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": schema,
    }
    if titles:
        resource["sources"] = [{"title": title} for title in dict.fromkeys(filter(None, titles))]
    if any(str(each.get("dc:license", "")).startswith("Open Government Licence") for each in stated):
        resource["licenses"] = [_OGL]
    return resource


def _field(column: PublishedColumn) -> dict[str, Any]:
    field = {"name": column.name, "description": column.description, **_type(column.type)}
    if column.unit != "none":
        field["unit"] = column.unit
    # An empty text, as the sheet of a file without sheets, cannot be told from a missing one in CSV.
    if (column.is_key or not column.may_be_empty) and column.type != "VARCHAR":
        field["constraints"] = {"required": True}
    return field


def _type(kind: str) -> dict[str, Any]:
    """Type of a Table Schema for one of DuckDB.

    Raises:
        KeyError: If the type has no counterpart yet.
    """
    return {"type": "number"} if re.fullmatch(r"DECIMAL\(\d+,\d+\)", kind) else _TYPES[kind]
