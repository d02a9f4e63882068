"""What changed since the release before: facts and headline measures value by value, what follows from them counted.

In scope: comparing two files, and which cause a change is put down to. Out of scope: which causes there are
(`publication.revision_causes`), or deciding whether a change is right.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.publication.catalog import CatalogColumn, CatalogTable, escaped, quoted, read_catalog
from orchestration.publication.changed_rows import ChangedRows
from orchestration.publication.revision_causes import SEVERAL, Cause, causes_of_table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

COMPARED_SCHEMAS = ("marts", "variation")
_FACTS = "marts"
# Of tables made of facts, the figures that people quote.
_HEADLINES = {"variation.national_summary": ("average_value", "gap_above_average_gbp", "opportunity_gbp")}
_WITHOUT_MEANING = {"submission_id"}  # a new submission with the same values is no revision
_CHANGE = "STRUCT(c VARCHAR, o VARCHAR, n VARCHAR)"
_COLUMNS = ("table_name", "key", "column_name", "previous_value", "new_value", "cause_submission_id")


def write_revisions(
    connection: DuckDBPyConnection,
    unchanged: Collection[str],
    causes: Sequence[Cause],
    returns: Mapping[str, Collection[str]],
    amended: Mapping[str, ChangedRows],
) -> None:
    """Fill `revisions`, `revision_counts` and `revision_causes` of `published.release` by comparing two files.

    Tables are compared by their primary keys and over the columns they share; a table or column that only one of the
    two has is a change of the contract, not of a value, and is told by the dictionary and the change log.

    Args:
        connection: Has both files attached, as `previous` and `published`.
        unchanged: Tables whose rows are known to be the same in both.
        causes: What differs in what the two were made of.
        returns: Returns behind each published table.
        amended: Rows that differ, of tables that have the keys they had: the others need not be compared.
    """
    for name, new, old in _pairs(connection):
        if name in unchanged:
            continue
        both = _rows_changed(amended[name]) if name in amended else _both(new, old)
        connection.execute(f"INSERT INTO published.release.revision_counts {_counts_of(new, old, both)}")
        listed = _listed(new)
        if listed:
            own = causes_of_table(causes, returns.get(name, ()))
            connection.execute(
                "INSERT INTO published.release.revisions SELECT table_name, key, column_name, previous_value, "
                f"new_value, new_submission_id, {_cause(own)} FROM ({_changes_of(new, old, both, listed)})"
            )
    rows = [[each.cause_id, each.kind, each.description] for each in causes]
    connection.execute("CREATE OR REPLACE TEMP TABLE causes (cause_id VARCHAR, kind VARCHAR, description VARCHAR)")
    if rows:
        connection.executemany("INSERT INTO causes VALUES (?, ?, ?)", rows)
    connection.execute(_SUM_UP)
    connection.execute("DROP TABLE causes")


def changes_between(one: Path, other: Path, table: str = "") -> list[dict[str, Any]]:
    """Every value that differs between two release files, those of tables made of facts included.

    Args:
        one: File of the earlier release.
        other: File of the later one.
        table: Only this table; empty for all of `marts` and `variation`.

    Returns:
        Rows with `table_name`, `key`, `column_name`, `previous_value`, `new_value`, `cause_submission_id`. By table;
        within a table, numbers that differ most in proportion first.

    Raises:
        LookupError: If the table is in neither file.
    """
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{quoted(one)}' AS previous (READ_ONLY)")
        connection.execute(f"ATTACH '{quoted(other)}' AS published (READ_ONLY)")
        known = {
            name for file in ("previous", "published") for name in read_catalog(connection, file, COMPARED_SCHEMAS)
        }
        if table and table not in known:
            raise LookupError(f"Neither release has a table {table} in {' or '.join(COMPARED_SCHEMAS)}.")
        found: list[dict[str, Any]] = []
        for name, new, old in _pairs(connection):
            if table in ("", name):
                changes = _changes_of(new, old, _both(new, old), [column.name for column in new.columns])
                rows = connection.execute(
                    f"SELECT table_name, key, column_name, previous_value, new_value, new_submission_id "
                    f"FROM ({changes}) ORDER BY "
                    "abs(try_cast(new_value AS DOUBLE) - try_cast(previous_value AS DOUBLE)) "
                    "/ nullif(abs(try_cast(previous_value AS DOUBLE)), 0) DESC NULLS LAST, key, column_name"
                )
                found += [dict(zip(_COLUMNS, row, strict=True)) for row in rows.fetchall()]
    return found


def _pairs(connection: DuckDBPyConnection) -> list[tuple[str, CatalogTable, CatalogTable]]:
    """Tables that both files have, with the same key, as they are in the later and in the earlier one."""
    published, previous = (read_catalog(connection, name, COMPARED_SCHEMAS) for name in ("published", "previous"))
    return [
        (name, published[name], previous[name])
        for name in sorted(published.keys() & previous.keys())
        if published[name].key and set(published[name].key) == set(previous[name].key)
    ]


def _listed(table: CatalogTable) -> list[str]:
    """Columns of a table whose changes are listed one by one."""
    if table.schema == _FACTS:
        return [column.name for column in table.columns]
    return [column.name for column in table.columns if column.name in _HEADLINES.get(table.full_name, ())]


def _shared(new: CatalogTable, old: CatalogTable) -> list[CatalogColumn]:
    names = {column.name for column in old.columns} - set(new.key) - _WITHOUT_MEANING
    return [column for column in new.columns if column.name in names]


def _differs(column: CatalogColumn, old: CatalogTable) -> str:
    types = {each.name: each.type for each in old.columns}
    cast = "" if types[column.name] == column.type else "::VARCHAR"
    return f"n.{column.name}{cast} IS DISTINCT FROM o.{column.name}{cast}"


def _both(new: CatalogTable, old: CatalogTable) -> str:
    on = " AND ".join(f"n.{column} = o.{column}" for column in new.key)
    return f"published.{new.full_name} AS n FULL JOIN previous.{old.full_name} AS o ON {on}"


def _rows_changed(changed: ChangedRows) -> str:
    return f"{changed.relation} AS n JOIN previous.{changed.table.full_name} AS o ON {changed.match_on('n', 'o')}"


def _counts_of(new: CatalogTable, old: CatalogTable, both: str) -> str:
    """Question for the rows of `release.revision_counts` that one table gives, from its rows side by side."""
    listed = set(_listed(new))
    is_new, is_gone = f"o.{new.key[0]} IS NULL", f"n.{new.key[0]} IS NULL"
    columns = _shared(new, old)
    counted = ", ".join(
        [
            f"{{'c': '*', 'l': {'true' if listed else 'false'}, 'n': count(*) FILTER (WHERE {is_new} OR {is_gone})}}",
            *(
                f"{{'c': '{column.name}', 'l': {'true' if column.name in listed else 'false'}, "
                f"'n': count(*) FILTER (WHERE NOT ({is_new} OR {is_gone}) AND {_differs(column, old)})}}"
                for column in columns
            ),
        ]
    )
    return f"""
        SELECT '{new.full_name}', counted.c, counted.l, counted.n
        FROM (SELECT unnest([{counted}]) AS counted FROM {both}) WHERE counted.n > 0 ORDER BY ALL
    """


def _changes_of(new: CatalogTable, old: CatalogTable, both: str, listed: Collection[str]) -> str:
    """Question for the changes of one table in the columns listed, in the order of its key."""
    shared = [column for column in _shared(new, old) if column.name in listed]
    some_value_differs = " OR ".join(_differs(column, old) for column in shared)
    pairs = ", ".join(
        f"{{'c': '{column.name}', 'o': o.{column.name}::VARCHAR, 'n': n.{column.name}::VARCHAR}}" for column in shared
    )
    is_new, is_gone = f"o.{new.key[0]} IS NULL", f"n.{new.key[0]} IS NULL"
    submissions = ", ".join(
        f"{side}.submission_id AS {name}" if _has_submission(table) else f"NULL::VARCHAR AS {name}"
        for side, name, table in (("n", "new_submission_id", new), ("o", "old_submission_id", old))
    )
    return f"""
        SELECT '{new.full_name}' AS table_name, key, change.c AS column_name, change.o AS previous_value,
               change.n AS new_value, new_submission_id, old_submission_id
        FROM (
            SELECT {_key_text(new.key)} AS key, {submissions},
                   unnest(CASE WHEN {is_new} THEN [{{'c': '*', 'o': NULL, 'n': 'row added'}}]
                               WHEN {is_gone} THEN [{{'c': '*', 'o': 'row removed', 'n': NULL}}]
                               ELSE [{pairs}]::{_CHANGE}[] END) AS change
            FROM {both}
            WHERE {is_new} OR {is_gone} OR {some_value_differs or "false"}
        )
        WHERE change.o IS DISTINCT FROM change.n
        ORDER BY ALL
    """


def _has_submission(table: CatalogTable) -> bool:
    return any(column.name == "submission_id" for column in table.columns)


def _cause(causes: Sequence[Cause]) -> str:
    """Expression for the cause of a change: its submission's, else the only one that can be behind the table."""
    others = f"'{causes[0].cause_id}'" if len(causes) == 1 else f"'{SEVERAL}'"
    of_submission = {submission: each.cause_id for each in causes for submission in each.submissions}
    if not of_submission:
        return others
    known = ", ".join(f"'{escaped(submission)}': '{escaped(cause)}'" for submission, cause in of_submission.items())
    return f"coalesce(MAP {{{known}}}[new_submission_id], MAP {{{known}}}[old_submission_id], {others})"


def _key_text(key: tuple[str, ...]) -> str:
    return " || '; ' || ".join(f"'{column}=' || coalesce(n.{column}, o.{column})::VARCHAR" for column in key)


# The change in pounds that is the largest comes first; what changed no amount comes by the number of its changes.
_SUM_UP = f"""
    INSERT INTO published.release.revision_causes
    WITH changed AS (
        SELECT *, try_cast(new_value AS DECIMAL(18, 2)) - try_cast(previous_value AS DECIMAL(18, 2)) AS change_gbp
        FROM published.release.revisions
    ),
    summed AS (
        SELECT cause_id, count(*) AS changes, count(DISTINCT (table_name, key)) AS rows_changed,
               max(abs(change_gbp)) FILTER (WHERE ends_with(column_name, '_gbp')) AS largest_change_gbp,
               arg_max(table_name || ': ' || key || ': ' || column_name, abs(change_gbp))
                 FILTER (WHERE ends_with(column_name, '_gbp')) AS largest_change
        FROM changed GROUP BY ALL
    ),
    told AS (
        SELECT cause_id, coalesce(causes.kind, '{SEVERAL}') AS kind,
               coalesce(causes.description, 'More than one of the other causes is behind these tables.') AS description,
               coalesce(changes, 0) AS changes, coalesce(rows_changed, 0) AS rows_changed, largest_change_gbp,
               largest_change
        FROM summed FULL JOIN causes USING (cause_id)
    )
    SELECT row_number() OVER (
               ORDER BY largest_change_gbp DESC NULLS LAST, changes DESC, cause_id
           )::INTEGER AS place, *
    FROM told WHERE changes > 0 OR kind <> 'day'
    ORDER BY place
"""
