"""What changed since the release before: every value of a published fact that differs.

In scope: comparing two files. Out of scope: deciding whether a change is right.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from orchestration.publication.catalog import CatalogTable, read_catalog

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

COMPARED_SCHEMAS = ("marts", "variation")
_WITHOUT_MEANING = {"submission_id"}  # a new submission with the same values is no revision
_CHANGE = "STRUCT(c VARCHAR, o VARCHAR, n VARCHAR)"


def write_revisions(connection: DuckDBPyConnection, unchanged: Collection[str] = ()) -> None:
    """Fill `published.release.revisions` by comparing `previous` with `published`.

    Tables are compared by their primary keys and over the columns they share; a table or column that only one of the
    two has is a change of the contract, not of a value, and is told by the dictionary and the change log.

    Args:
        connection: Has both files attached.
        unchanged: Tables whose rows are known to be the same in both.
    """
    published, previous = (read_catalog(connection, name, COMPARED_SCHEMAS) for name in ("published", "previous"))
    for name in sorted(published.keys() & previous.keys()):
        new, old = published[name], previous[name]
        if name not in unchanged and new.key and set(new.key) == set(old.key):
            connection.execute(f"INSERT INTO published.release.revisions {_revisions_of(new, old)}")


def _revisions_of(new: CatalogTable, old: CatalogTable) -> str:
    """Question for the rows of `release.revisions` that one table gives, in the order of its key."""
    types = {column.name: column.type for column in old.columns}
    shared = [
        column
        for column in new.columns
        if column.name in types and column.name not in new.key and column.name not in _WITHOUT_MEANING
    ]
    some_value_differs = " OR ".join(
        f"n.{column.name} IS DISTINCT FROM o.{column.name}"
        if column.type == types[column.name]
        else f"n.{column.name}::VARCHAR IS DISTINCT FROM o.{column.name}::VARCHAR"
        for column in shared
    )
    pairs = ", ".join(
        f"{{'c': '{column.name}', 'o': o.{column.name}::VARCHAR, 'n': n.{column.name}::VARCHAR}}" for column in shared
    )
    cause = "n.submission_id" if any(column.name == "submission_id" for column in new.columns) else "NULL"
    is_new, is_gone = f"o.{new.key[0]} IS NULL", f"n.{new.key[0]} IS NULL"
    return f"""
        SELECT '{new.full_name}', key, change.c, change.o, change.n, cause
        FROM (
            SELECT {_key_text(new.key)} AS key, {cause} AS cause,
                   unnest(CASE WHEN {is_new} THEN [{{'c': '*', 'o': NULL, 'n': 'row added'}}]
                               WHEN {is_gone} THEN [{{'c': '*', 'o': 'row removed', 'n': NULL}}]
                               ELSE [{pairs}]::{_CHANGE}[] END) AS change
            FROM published.{new.full_name} AS n FULL JOIN previous.{new.full_name} AS o
              ON {" AND ".join(f"n.{column} = o.{column}" for column in new.key)}
            WHERE {is_new} OR {is_gone} OR {some_value_differs or "false"}
        )
        WHERE change.o IS DISTINCT FROM change.n
        ORDER BY ALL
    """


def _key_text(key: tuple[str, ...]) -> str:
    return " || '; ' || ".join(f"'{column}=' || coalesce(n.{column}, o.{column})::VARCHAR" for column in key)
