"""What the CSV files of a release hold, as CSV on the Web says it (W3C, Metadata Vocabulary for Tabular Data, 2015).

In scope: `<table>.csv-metadata.json` beside each CSV, and one file for the group of all of them, with the relations
between them. Out of scope: the CSV files (`exports`), and the same in the words of Frictionless (`data_package`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.publication.carried import NOTHING_CARRIED, CarriedFiles
from orchestration.publication.published_table import (
    PublishedColumn,
    PublishedTable,
    Relations,
    relations_of,
)
from orchestration.publication.state import DATABASE

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

GROUP = "csv-metadata.json"
PUBLISHER = "Hub of the Informed Choice Model warehouse"
_CONTEXT: list[Any] = ["http://www.w3.org/ns/csvw", {"@language": "en"}]
_DIALECT = {"encoding": "utf-8", "header": True, "delimiter": ",", "quoteChar": '"', "doubleQuote": True}
_OF_RELEASE = ("dc:identifier", "dc:modified")
_TEXT_RULE = "Text that starts with =, +, -, @, a tab or a return has an apostrophe in front, so no program runs it."
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


def write_csv_metadata(
    folder: Path,
    release_id: str,
    tables: list[PublishedTable],
    returns: Mapping[str, Collection[str]],
    relations: Relations,
    carried: CarriedFiles = NOTHING_CARRIED,
) -> None:
    """Write the metadata of every CSV in the release's folder, and of the group of them in `csv/csv-metadata.json`.

    A CSV and its metadata name the release in which the file was first published as it is. Foreign keys stand in the
    description of the group alone: a file by itself has nothing to refer to.

    Args:
        folder: Folder of the release.
        release_id: The release.
        tables: The tables, with descriptions and units.
        returns: Returns that each table is made of, by its name with its schema.
        relations: What refers to what (`model_facts`).
        carried: Files of the last release; an unchanged table whose sources are the same keeps its own.
    """
    import duckdb

    with duckdb.connect(str(folder / DATABASE), read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        sources = sources_of_returns(connection)
        release, remark = _release(connection, release_id)
    group = []
    for table in tables:
        found = [source for code in sorted(returns.get(table.full_name, ())) for source in sources.get(code, [])]
        content = {**_table(table), **remark, **({"dc:source": found} if found else {})}
        name = f"csv/{table.schema}/{table.name}.csv-metadata.json"
        alone = {"@context": _CONTEXT, "url": f"{table.name}.csv", "dialect": _DIALECT, **content}
        first = _first_published(name, alone, carried) if table.full_name in carried.unchanged else None
        if not first or not carried.carry(folder, name):
            first = release
            _write(folder / name, {**alone, **first})
        group.append({"url": _place(table.full_name), **_with_foreign_keys(content, table, relations), **first})
    title = {"dc:title": f"Tables of release {release_id}", **remark, **release}
    _write(folder / "csv" / GROUP, {"@context": _CONTEXT, **title, "dialect": _DIALECT, "tables": group})


def _place(table: str) -> str:
    """Where the CSV of a table is, seen from the description of the group."""
    return f"{table.replace('.', '/')}.csv"


def _with_foreign_keys(content: dict[str, Any], table: PublishedTable, relations: Relations) -> dict[str, Any]:
    keys = [
        {
            "columnReference": column,
            "reference": {"resource": _place(other), "columnReference": other_column},
        }
        for column, other, other_column in relations_of(table, relations)
    ]
    return {**content, "tableSchema": {**content["tableSchema"], "foreignKeys": keys}} if keys else content


def _first_published(name: str, content: dict[str, Any], carried: CarriedFiles) -> dict[str, Any] | None:
    """What the last release's metadata of a CSV says of its release, if it says the same of all else."""
    path = carried.last.folder / name if carried.last else None
    if path is None or not path.is_file():
        return None
    before = json.loads(path.read_text(encoding="utf-8"))
    first = {fact: before.pop(fact) for fact in _OF_RELEASE}
    return first if before == content else None


def _release(connection: DuckDBPyConnection, release_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Facts on the release, and the remark on every file of one that holds made-up data."""
    ((published_at, illustrative),) = connection.execute(
        "SELECT published_at, holds_illustrative_data FROM release.releases WHERE release_id = ?", [release_id]
    ).fetchall()
    about = {
        "dc:identifier": release_id,
        "dc:modified": {"@value": f"{published_at:%Y-%m-%dT%H:%M:%SZ}", "@type": "xsd:dateTime"},
    }
    remark: dict[str, Any] = {"dc:publisher": {"schema:name": PUBLISHER}}
    if illustrative:
        remark["rdfs:comment"] = "The release contains illustrative data. Do not quote its figures."
    return about, remark


def sources_of_returns(connection: DuckDBPyConnection) -> dict[str, list[dict[str, Any]]]:
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
