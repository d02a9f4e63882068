"""What the CSV files of a release hold, as CSV on the Web says it (W3C, Metadata Vocabulary for Tabular Data, 2015).

Belongs here: `<table>.csv-metadata.json` beside each CSV, and one file for the group of all of them. Does not belong
here: the CSV files (`exports`).
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.publication.published_table import PublishedColumn, PublishedTable
from orchestration.publication.state import DATABASE

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

GROUP = "csv-metadata.json"
PUBLISHER = "Hub of the Informed Choice Model warehouse"
_CONTEXT: list[Any] = ["http://www.w3.org/ns/csvw", {"@language": "en"}]
_DIALECT = {"encoding": "utf-8", "header": True, "delimiter": ",", "quoteChar": '"', "doubleQuote": True}
_TEXT_RULE = "In columns of text an apostrophe stands before =, +, -, @, a tab or a return, so that no program runs it."
_TYPES: dict[str, Any] = {
    "VARCHAR": "string",
    "BOOLEAN": {"base": "boolean", "format": "true|false"},
    "INTEGER": "integer",
    "BIGINT": "integer",
    "HUGEINT": "integer",
    "DOUBLE": "double",
    "DATE": {"base": "date", "format": "yyyy-MM-dd"},
    "TIMESTAMP": {"base": "datetime", "format": "yyyy-MM-dd HH:mm:ss"},
}
# Units that QUDT has; counts of things have none there.
_QUDT = "http://qudt.org/schema/qudt/hasUnit"
_UNITS_OF_QUDT = {"per cent": "PERCENT", "days": "DAY", "months": "MO", "years": "YR", "bytes": "BYTE"}


def write_csv_metadata(folder: Path, release_id: str, tables: list[PublishedTable], manifest: dict[str, Any]) -> None:
    """Write the metadata of every CSV in the release's folder, and of the group of them in `csv/csv-metadata.json`.

    Args:
        folder: Folder of the release.
        release_id: The release.
        tables: The tables, with descriptions and units.
        manifest: dbt's manifest, for the returns that a table is made of.
    """
    import duckdb

    with duckdb.connect(str(folder / DATABASE), read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        sources = _sources_of_returns(connection)
        release = _release(connection, release_id)
    group = []
    for table in tables:
        content = {**_table(table), **release}
        returns = returns_behind(manifest, table.schema, table.name)
        if found := [source for code in sorted(returns) for source in sources.get(code, [])]:
            content["dc:source"] = found
        _write(
            folder / "csv" / table.schema / f"{table.name}.csv-metadata.json",
            {"@context": _CONTEXT, "url": f"{table.name}.csv", "dialect": _DIALECT, **content},
        )
        group.append({"url": f"{table.schema}/{table.name}.csv", **content})
    title = {"dc:title": f"Tables of release {release_id}", **release}
    _write(folder / "csv" / GROUP, {"@context": _CONTEXT, **title, "dialect": _DIALECT, "tables": group})


def returns_behind(manifest: dict[str, Any], schema: str, name: str) -> set[str]:
    """Returns whose raw tables a published table is made of; none for what only the publisher writes."""
    waiting = [
        key
        for key, node in manifest["nodes"].items()
        if node["resource_type"] == "model" and (node["schema"], node["alias"]) == (schema, name)
    ]
    seen: set[str] = set()
    while waiting:
        key = waiting.pop()
        if key not in seen:
            seen.add(key)
            waiting += manifest["nodes"].get(key, {}).get("depends_on", {}).get("nodes", [])
    sources = (manifest["sources"][key] for key in seen if key in manifest["sources"])
    return {source["identifier"].partition("__")[0] for source in sources if source["schema"] == "raw"}


def _release(connection: DuckDBPyConnection, release_id: str) -> dict[str, Any]:
    ((published_at, illustrative),) = connection.execute(
        "SELECT published_at, holds_illustrative_data FROM release.releases WHERE release_id = ?", [release_id]
    ).fetchall()
    about: dict[str, Any] = {
        "dc:identifier": release_id,
        "dc:publisher": {"schema:name": PUBLISHER},
        "dc:modified": {"@value": f"{published_at:%Y-%m-%dT%H:%M:%SZ}", "@type": "xsd:dateTime"},
    }
    if illustrative:
        about["rdfs:comment"] = "The release holds data made up for illustration. Do not quote its figures."
    return about


def _sources_of_returns(connection: DuckDBPyConnection) -> dict[str, list[dict[str, Any]]]:
    """Publisher and licence of what came in for each return, where the submission states them."""
    rows = connection.execute(
        "SELECT DISTINCT return_id, source_title, publisher, licence FROM quality.submissions "
        "WHERE is_in_release AND licence IS NOT NULL ORDER BY ALL"
    ).fetchall()
    sources: dict[str, list[dict[str, Any]]] = {}
    for return_id, title, publisher, licence in rows:
        stated = {"dc:title": title, "dc:publisher": publisher, "dc:license": licence}
        sources.setdefault(return_id, []).append({name: value for name, value in stated.items() if value})
    return sources


def _table(table: PublishedTable) -> dict[str, Any]:
    schema: dict[str, Any] = {"columns": [_column(column) for column in table.columns]}
    if table.key:
        schema["primaryKey"] = table.key
    return {
        "dc:title": table.full_name,
        "dc:description": f"{table.description} {_TEXT_RULE}".strip(),
        "tableSchema": schema,
    }


def _column(column: PublishedColumn) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "dc:description": column.description,
        "datatype": _datatype(column.type),
        "null": "",
        "required": column.is_key or not column.may_be_empty,
    }
    if column.unit != "none":
        described["schema:unitText"] = column.unit
    if unit := _UNITS_OF_QUDT.get(column.unit):
        described[_QUDT] = {"@id": f"http://qudt.org/vocab/unit/{unit}"}
    return described


def _datatype(kind: str) -> Any:
    """Datatype of CSV on the Web for one of DuckDB.

    Raises:
        KeyError: If the type has no counterpart yet.
    """
    if decimal := re.fullmatch(r"DECIMAL\(\d+,(\d+)\)", kind):
        return {"base": "decimal", "format": "0." + "0" * int(decimal[1])}
    return _TYPES[kind]


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
