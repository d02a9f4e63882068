"""What changed since the release before: every value of a published fact that differs.

Belongs here: comparing two files. Does not belong here: deciding whether a change is right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestration.publication.catalog import primary_key

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

COMPARED_SCHEMAS = ("marts", "variation")
_WITHOUT_MEANING = {"submission_id"}  # a new submission with the same values is no revision


def write_revisions(connection: DuckDBPyConnection) -> None:
    """Fill `published.release.revisions` by comparing `previous` with `published`.

    Tables are compared by their primary keys and over the columns they share; a table or column that only one of the
    two has is a change of the contract, not of a value, and is told by the dictionary and the change log.
    """
    for schema, name in _shared_tables(connection):
        key = primary_key(connection, "published", schema, name)
        if key and key == primary_key(connection, "previous", schema, name):
            _compare(connection, schema, name, key)


def _shared_tables(connection: DuckDBPyConnection) -> list[tuple[str, str]]:
    return connection.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name IN ('published', 'previous') "
        "AND list_contains(?, schema_name) GROUP BY ALL HAVING count(*) = 2 ORDER BY ALL",
        [list(COMPARED_SCHEMAS)],
    ).fetchall()


def _columns(connection: DuckDBPyConnection, database: str, schema: str, name: str) -> list[str]:
    rows = connection.execute(
        "SELECT column_name FROM duckdb_columns() WHERE database_name = ? AND schema_name = ? AND table_name = ? "
        "ORDER BY column_index",
        [database, schema, name],
    ).fetchall()
    return [column for (column,) in rows]


def _compare(connection: DuckDBPyConnection, schema: str, name: str, key: list[str]) -> None:
    new_columns = _columns(connection, "published", schema, name)
    old_columns = set(_columns(connection, "previous", schema, name))
    shared = [c for c in new_columns if c in old_columns and c not in key and c not in _WITHOUT_MEANING]
    on_key = " AND ".join(f"o.{column} IS NOT DISTINCT FROM n.{column}" for column in key)
    cause = "n.submission_id" if "submission_id" in new_columns else "NULL"
    pairs = [f"{{'c': '{c}', 'o': o.{c}::VARCHAR, 'n': n.{c}::VARCHAR}}" for c in shared]
    changes = f"[{', '.join(pairs)}]" if pairs else "[]::STRUCT(c VARCHAR, o VARCHAR, n VARCHAR)[]"
    old, new = f"previous.{schema}.{name}", f"published.{schema}.{name}"
    connection.execute(
        f"""
        INSERT INTO published.release.revisions
        SELECT '{schema}.{name}', key, change.c, change.o, change.n, cause
        FROM (
            SELECT {_key_text(key, "n")} AS key, {cause} AS cause, unnest({changes}) AS change
            FROM {new} AS n JOIN {old} AS o ON {on_key}
        )
        WHERE change.o IS DISTINCT FROM change.n
        UNION ALL
        SELECT '{schema}.{name}', {_key_text(key, "n")}, '*', NULL, 'row added', {cause}
        FROM {new} AS n WHERE NOT EXISTS (SELECT 1 FROM {old} AS o WHERE {on_key})
        UNION ALL
        SELECT '{schema}.{name}', {_key_text(key, "o")}, '*', 'row removed', NULL, NULL
        FROM {old} AS o WHERE NOT EXISTS (SELECT 1 FROM {new} AS n WHERE {on_key})
        """
    )


def _key_text(key: list[str], alias: str) -> str:
    parts = [f"'{column}=' || coalesce({alias}.{column}::VARCHAR, '')" for column in key]
    return " || '; ' || ".join(parts)
