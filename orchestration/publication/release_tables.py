"""The tables that describe the release itself: its history, its dictionary, what changed since the one before.

Belongs here: `release.releases`, `release.data_dictionary` and the shape of `release.revisions`. Does not belong here:
comparing values (`publication.revisions`).
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from orchestration.publication.catalog import quoted, set_comment
from orchestration.publication.revisions import write_revisions
from orchestration.publication.state import DATABASE, Release

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_RELEASE_TABLES = {
    "releases": (
        "One row a release of this hub, this one included.",
        "release_id",
        {
            "release_id": ("VARCHAR", "Key of the release: its time of publication in UTC.", "none"),
            "published_at": ("TIMESTAMP", "When it was published, UTC.", "none"),
            "code_version": ("VARCHAR", "Version of the project and fingerprint of its code.", "none"),
            "inputs_fingerprint": ("VARCHAR", "Fingerprint of the submissions and the code it was built from.", "none"),
            "holds_illustrative_data": (
                "BOOLEAN",
                "Whether any accepted submission is made up for illustration.",
                "none",
            ),
            "submissions_in_force": ("BIGINT", "Submissions whose rows the release holds.", "submissions"),
            "previous_release_id": ("VARCHAR", "The release in force before.", "none"),
        },
    ),
    "data_dictionary": (
        "One row a column of a published table.",
        "schema_name, table_name, column_name",
        {
            "schema_name": ("VARCHAR", "Schema of the table.", "none"),
            "table_name": ("VARCHAR", "Table.", "none"),
            "column_name": ("VARCHAR", "Column.", "none"),
            "position": ("INTEGER", "Place of the column in the table, from 1.", "none"),
            "type": ("VARCHAR", "Type of the column.", "none"),
            "description": ("VARCHAR", "What the column holds.", "none"),
            "unit": ("VARCHAR", "Unit of the values; none where they have no unit.", "none"),
            "is_key": ("BOOLEAN", "Whether the column is part of the primary key.", "none"),
        },
    ),
    "revisions": (
        "One row a value that differs between this release and the one before.",
        "table_name, key, column_name",
        {
            "table_name": ("VARCHAR", "Table, with its schema.", "none"),
            "key": ("VARCHAR", "Primary key of the row, as name=value pairs.", "none"),
            "column_name": ("VARCHAR", "Column; * where the whole row came or went.", "none"),
            "previous_value": ("VARCHAR", "Value in the release before, as text.", "none"),
            "new_value": ("VARCHAR", "Value in this release, as text.", "none"),
            "cause_submission_id": ("VARCHAR", "Submission the new value comes from, where the row names one.", "none"),
        },
    ),
}


def _make_release_table(connection: DuckDBPyConnection, name: str) -> None:
    about, key, columns = _RELEASE_TABLES[name]
    typed = ", ".join(f"{column} {kind}" for column, (kind, _, _) in columns.items())
    connection.execute(f"CREATE TABLE published.release.{name} ({typed}, PRIMARY KEY ({key}))")
    set_comment(connection, f"TABLE published.release.{name}", about)
    for column, (_, description, _) in columns.items():
        set_comment(connection, f"COLUMN published.release.{name}.{column}", description)


def write_release_tables(
    connection: DuckDBPyConnection, manifest: dict[str, Any], releases: list[Release], row: dict[str, Any]
) -> None:
    """Write the tables of schema `release` that only the publisher can know.

    The connection has the new file attached as `published` and the private one as `warehouse`.
    """
    for name in _RELEASE_TABLES:
        _make_release_table(connection, name)
    previous = next((release for release in releases if release.is_current), None)
    if previous:
        connection.execute(f"ATTACH '{quoted(previous.folder / DATABASE)}' AS previous (READ_ONLY)")
        connection.execute("INSERT INTO published.release.releases BY NAME SELECT * FROM previous.release.releases")
        write_revisions(connection)
    _write_this_release(connection, row, previous)
    _write_dictionary(connection, manifest)


def _write_this_release(connection: DuckDBPyConnection, row: dict[str, Any], previous: Release | None) -> None:
    in_force = connection.execute(
        "SELECT count(*), coalesce(bool_or(is_illustrative), false) FROM published.quality.submissions "
        "WHERE is_in_release"
    ).fetchone()
    submissions, illustrative = in_force or (0, False)
    connection.execute(
        "INSERT INTO published.release.releases VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            row["release_id"], datetime.datetime.fromisoformat(row["published_at"]).replace(tzinfo=None),
            row["code_version"], row["inputs_fingerprint"], illustrative, submissions,
            previous.release_id if previous else None,
        ],
    )  # fmt: skip


def _write_dictionary(connection: DuckDBPyConnection, manifest: dict[str, Any]) -> None:
    units = {
        (node["schema"], node["alias"], column["name"]): column.get("config", {}).get("meta", {}).get("unit")
        or column.get("meta", {}).get("unit")
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
        for column in node["columns"].values()
    }
    for name, (_, _, columns) in _RELEASE_TABLES.items():
        units.update({("release", name, column): unit for column, (_, _, unit) in columns.items()})
    rows = connection.execute(
        """
        SELECT c.schema_name, c.table_name, c.column_name, c.column_index, c.data_type, c.comment,
               coalesce(list_contains(k.constraint_column_names, c.column_name), false)
        FROM duckdb_columns() AS c
        LEFT JOIN duckdb_constraints() AS k
          ON k.database_name = c.database_name AND k.schema_name = c.schema_name AND k.table_name = c.table_name
         AND k.constraint_type = 'PRIMARY KEY'
        WHERE c.database_name = 'published'
        """
    ).fetchall()
    connection.executemany(
        "INSERT INTO published.release.data_dictionary VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            [schema, table, column, position, kind, comment, units.get((schema, table, column)) or "none", is_key]
            for schema, table, column, position, kind, comment, is_key in rows
        ],
    )
