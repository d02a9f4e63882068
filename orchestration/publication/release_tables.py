"""The tables that describe the release itself: its history, its dictionary, what changed since the one before.

In scope: `release.releases`, `release.data_dictionary` and the shape of `release.revisions`. Out of scope: comparing
values (`publication.revisions`).
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import astuple
from typing import TYPE_CHECKING, Any

from orchestration.publication.catalog import CatalogColumn, CatalogTable, read_catalog, set_comments
from orchestration.publication.changed_rows import ChangedRows
from orchestration.publication.model_facts import ModelFacts
from orchestration.publication.revision_causes import find_causes
from orchestration.publication.revisions import write_revisions
from orchestration.publication.state import Release, final_releases_beside, read_manifest_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_DESCRIBED = {
    "releases": (
        "One row per release that led to this one, and this one, but none that was withdrawn before it.",
        "release_id",
        {
            "release_id": ("VARCHAR", "Key of the release: its time of publication in UTC.", "none"),
            "published_at": ("TIMESTAMP", "Time of publication (UTC).", "none"),
            "code_version": ("VARCHAR", "Project version and fingerprint of its code.", "none"),
            "inputs_fingerprint": ("VARCHAR", "Fingerprint of the submissions and code it was built from.", "none"),
            "holds_illustrative_data": (
                "BOOLEAN",
                "True if any accepted submission is illustrative.",
                "none",
            ),
            "submissions_in_force": ("BIGINT", "Submissions whose rows are in the release.", "submissions"),
            "previous_release_id": ("VARCHAR", "Previous release. Null for the first.", "none"),
            "is_final": (
                "BOOLEAN",
                "True if it was declared final before this release was published. False for this release: whether it "
                "is final is decided later.",
                "none",
            ),
        },
    ),
    "data_dictionary": (
        "One row per column of a published table.",
        "schema_name, table_name, column_name",
        {
            "schema_name": ("VARCHAR", "Schema that contains the table.", "none"),
            "table_name": ("VARCHAR", "Name of the table within its schema.", "none"),
            "column_name": ("VARCHAR", "Name of the column within its table.", "none"),
            "position": ("INTEGER", "Position of the column in the table, from 1.", "none"),
            "type": ("VARCHAR", "Data type, as DuckDB names it.", "none"),
            "description": ("VARCHAR", "Meaning of the column.", "none"),
            "unit": ("VARCHAR", "Unit of the values; none if they have no unit.", "none"),
            "is_key": ("BOOLEAN", "True if the column is part of the primary key.", "none"),
        },
    ),
    "relations": (
        "One row per column whose values are those of another table, so that the two can be joined. Every load tests "
        "it.",
        "table_name, column_name",
        {
            "table_name": ("VARCHAR", "Table, including its schema.", "none"),
            "column_name": ("VARCHAR", "Column of the table. A null refers to nothing.", "none"),
            "to_table_name": ("VARCHAR", "Table it refers to, including its schema.", "none"),
            "to_column_name": ("VARCHAR", "Column of that table; one row has the value.", "none"),
        },
    ),
    "revisions": (
        "One row per value of a fact or headline measure that differs between this release and the previous one. What "
        "follows from them in other tables is counted in revision_counts.",
        "table_name, key, column_name",
        {
            "table_name": ("VARCHAR", "Table, including its schema.", "none"),
            "key": ("VARCHAR", "Primary key of the row, as name=value pairs.", "none"),
            "column_name": ("VARCHAR", "Column; * if the whole row was added or removed.", "none"),
            "previous_value": ("VARCHAR", "Value in the previous release, as text. Null if the row was added.", "none"),
            "new_value": ("VARCHAR", "Value in this release, as text. Null if the row was removed.", "none"),
            "cause_submission_id": (
                "VARCHAR",
                "Submission that the new value comes from. Null if the row does not identify one.",
                "none",
            ),
            "cause_id": ("VARCHAR", "Cause of the change, by its ID in revision_causes.", "none"),
        },
    ),
    "revision_counts": (
        "One row per column of a table in which values differ between this release and the previous one.",
        "table_name, column_name",
        {
            "table_name": ("VARCHAR", "Table, including its schema.", "none"),
            "column_name": ("VARCHAR", "Column; * for rows added or removed.", "none"),
            "is_listed": ("BOOLEAN", "True if revisions lists the changes one by one.", "none"),
            "changes": ("BIGINT", "Number of values that differ, or of rows added or removed.", "values"),
        },
    ),
    "revision_causes": (
        "One row per cause of changes since the previous release, the largest change in money first.",
        "place",
        {
            "place": ("INTEGER", "Display order, from 1.", "none"),
            "cause_id": ("VARCHAR", "Cause, as in revisions; several if more than one is behind a change.", "none"),
            "kind": ("VARCHAR", "submission, decision, reference data, method, setting, day or several.", "none"),
            "description": ("VARCHAR", "What happened, in a sentence.", "none"),
            "changes": ("BIGINT", "Values of facts and headline measures put down to it.", "values"),
            "rows_changed": ("BIGINT", "Rows that these values are in.", "rows"),
            "largest_change_gbp": (
                "DECIMAL(18,2)",
                "Largest change of an amount. Null if no amount changed.",
                "gbp",
            ),
            "largest_change": ("VARCHAR", "Table, row and column of that change.", "none"),
        },
    ),
    "revision_history": (
        "One row per release and cause of changes: revision_causes of this release and of those before it. A figure "
        "that changed in two releases is counted in both.",
        "release_id, place",
        {
            "release_id": ("VARCHAR", "Release in which the figures changed.", "none"),
            "place": ("INTEGER", "Display order within the release, from 1.", "none"),
            "kind": ("VARCHAR", "Kind of cause, as in revision_causes.", "none"),
            "description": ("VARCHAR", "What happened, in a sentence.", "none"),
            "changes": ("BIGINT", "Values of facts and headline measures put down to it.", "values"),
            "largest_change_gbp": ("DECIMAL(18,2)", "Largest change of an amount. Null if no amount changed.", "gbp"),
            "largest_change": ("VARCHAR", "Table, row and column of that change.", "none"),
        },
    ),
}


RELEASE_TABLES = tuple(f"release.{name}" for name in _DESCRIBED)


def write_release_tables(
    connection: DuckDBPyConnection,
    row: Mapping[str, Any],
    previous: Release | None,
    unchanged: Collection[str],
    facts: ModelFacts,
    amended: Mapping[str, ChangedRows],
) -> None:
    """Write the tables of schema `release` that only the publisher can know, the dictionary still empty.

    The connection has the new file attached as `published` and that of the release in force, if any, as `previous`.

    Args:
        connection: To both files.
        row: The line of this release, with the fingerprints of what made it (`publication.manifest`).
        previous: The release in force.
        unchanged: Tables whose rows are those of the previous release.
        facts: Returns behind each published table, and relations between them.
        amended: Rows that differ, of tables of which these alone were written.
    """
    for name in _DESCRIBED:
        _make_release_table(connection, name)
    if previous:
        connection.execute(
            "INSERT INTO published.release.releases BY NAME FROM previous.release.releases ORDER BY release_id"
        )
        causes = find_causes(connection, read_manifest_of(previous), row)
        write_revisions(connection, unchanged, causes, facts.returns, amended)
        _write_history(connection, row["release_id"], final_releases_beside(previous))
    for each in facts.relations:
        connection.execute("INSERT INTO published.release.relations VALUES (?, ?, ?, ?)", list(astuple(each)))
    ((submissions, illustrative),) = connection.execute(
        "SELECT count(*), coalesce(bool_or(is_illustrative), false) FROM published.quality.submissions "
        "WHERE is_in_release"
    ).fetchall()
    connection.execute(
        "INSERT INTO published.release.releases VALUES (?, ?, ?, ?, ?, ?, ?, false)",
        [
            row["release_id"], datetime.datetime.fromisoformat(row["published_at"]).replace(tzinfo=None),
            row["code_version"], row["inputs_fingerprint"], illustrative, submissions,
            previous.release_id if previous else None,
        ],
    )  # fmt: skip


def _write_history(connection: DuckDBPyConnection, release_id: str, final: list[str]) -> None:
    """Add the causes of this release to those of the releases before it, and say which of those are final now."""
    name = "release.revision_history"
    if name in read_catalog(connection, "previous", ["release"]):
        connection.execute(f"INSERT INTO published.{name} BY NAME FROM previous.{name}")
    connection.execute(
        f"INSERT INTO published.{name} BY NAME SELECT ? AS release_id, * EXCLUDE (cause_id, rows_changed) "
        "FROM published.release.revision_causes",
        [release_id],
    )
    connection.execute(
        "UPDATE published.release.releases SET is_final = list_contains(?::VARCHAR[], release_id)", [final]
    )


def write_dictionary(
    connection: DuckDBPyConnection, catalog: Mapping[str, CatalogTable], units: Mapping[tuple[str, str], str]
) -> None:
    """Fill `published.release.data_dictionary` with every column of the published file.

    Args:
        connection: To the file.
        catalog: Its tables.
        units: Unit of each column that a model gives one, by table and column.
    """
    of_release = {
        (f"release.{name}", column): unit
        for name, (_, _, columns) in _DESCRIBED.items()
        for column, (_, _, unit) in columns.items()
    }
    every_unit = {**units, **of_release}
    rows = [
        (
            table.schema, table.name, column.name, position, column.type, column.comment,
            every_unit.get((name, column.name), "none"), column.name in table.key,
        )
        for name, table in catalog.items()
        for position, column in enumerate(table.columns, start=1)
    ]  # fmt: skip
    rows.sort(key=lambda row: row[:3])
    connection.execute(
        f"INSERT INTO published.release.data_dictionary SELECT {', '.join(['unnest(?)'] * 8)}",
        [list(values) for values in zip(*rows, strict=True)],
    )


def _make_release_table(connection: DuckDBPyConnection, name: str) -> None:
    about, key, columns = _DESCRIBED[name]
    typed = ", ".join(f"{column} {kind}" for column, (kind, _, _) in columns.items())
    connection.execute(f"CREATE TABLE published.release.{name} ({typed}, PRIMARY KEY ({key}))")
    described = [CatalogColumn(column, kind, text, False) for column, (kind, text, _) in columns.items()]
    table = CatalogTable("release", name, about, tuple(described), (), frozenset())
    set_comments(connection, "published", table)
