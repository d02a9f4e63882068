"""The public database of a release: the tables of the hub's, row by row and column by column as the rules say.

It is written anew from what may be shown and never changed afterwards, so that no block of the file keeps anything
else. In scope: writing the tables, their descriptions and the lists of what is withheld. Out of scope: the rules
(`rules`), the conditions (`conditions`), and the files made of the database (`publication.release_files`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.publication.catalog import (
    CatalogColumn,
    CatalogTable,
    quoted,
    read_catalog,
    set_comments,
)
from orchestration.publication.contents import compute_contents, count_rows
from orchestration.publication.named_views import write_named_views
from orchestration.publication.public_edition import conditions, rules
from orchestration.publication.public_edition.consequences import find_consequences
from orchestration.publication.public_edition.people import find_withheld_people
from orchestration.publication.public_edition.rules import PublicRules, Treatment
from orchestration.publication.release_tables import write_dictionary
from orchestration.publication.tables import RELEASE_STORAGE, Table
from orchestration.warehouse.database import transaction
from orchestration.warehouse.models import PUBLISHED_SCHEMAS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SUPPRESSED = "suppressed"
_DICTIONARY = "release.data_dictionary"
_WITHHELD_TABLES = {
    "withheld": (
        "One row per column of which the public edition shows less than the hub's release.",
        "table_name, column_name",
        {
            "table_name": ("VARCHAR", "Table, including its schema.", "none"),
            "column_name": ("VARCHAR", "Column; * for whole rows that are left out.", "none"),
            "treatment": ("VARCHAR", "Rule of the edition that it follows from, or rows.", "none"),
            "reason": ("VARCHAR", "Why, in a sentence.", "none"),
            "values_withheld": ("BIGINT", "Number of values, or of rows, that the release has and this file has not.",
                                "values"),
        },
    ),
    "suppressed_rows": (
        "One row per row of a table without a state in which a count of people is withheld.",
        "table_name, row_key",
        {
            "table_name": ("VARCHAR", "Table, including its schema.", "none"),
            "row_key": ("VARCHAR", "Primary key of the row, as name=value pairs.", "none"),
            "columns": ("VARCHAR", "Columns that are empty because of it.", "none"),
            "reason": ("VARCHAR", "Why, in a sentence.", "none"),
        },
    ),
}  # fmt: skip
PUBLIC_TABLES = tuple(f"release.{name}" for name in _WITHHELD_TABLES)


def write_public_database(
    source: Path, target: Path, earlier: Path | None, policy: PublicRules, parts: list[tuple[str, str]]
) -> list[Table]:
    """Write the public database.

    Args:
        source: Database of the hub's release.
        target: The file to write; it must not exist.
        earlier: Database of the public edition before it, with which it must be consistent; None for the first.
        policy: The rules.
        parts: Headings that take their figures from other headings, each with one of these.

    Returns:
        The tables of the file.
    """
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"ATTACH '{quoted(source)}' AS hub (READ_ONLY)")
        if earlier:
            connection.execute(f"ATTACH '{quoted(earlier)}' AS earlier (READ_ONLY)")
        connection.execute(f"ATTACH '{quoted(target)}' AS published ({RELEASE_STORAGE})")
        tables = read_catalog(connection, "hub", PUBLISHED_SCHEMAS)
        _pairs(connection, "heading_parts", ("heading_id", "part_id"), parts)
        find_withheld_people(connection, policy.number("small_number_threshold"), bool(earlier))
        find_consequences(connection, policy)
        _open_columns(connection, tables, policy)
        with transaction(connection):
            for schema in PUBLISHED_SCHEMAS:
                connection.execute(f"CREATE SCHEMA published.{schema}")
            for name, table in tables.items():
                if name != _DICTIONARY:
                    _write_table(connection, table, policy)
            _write_lists(connection, tables, policy)
            _write_dictionary(connection, tables[_DICTIONARY])
        catalog = read_catalog(connection, "published", PUBLISHED_SCHEMAS)
        write_named_views(connection, catalog)
        rows = count_rows(connection, "published", catalog.keys())
        contents = compute_contents(connection, "published", catalog.keys())
        connection.execute("CHECKPOINT published")
    return [Table(each.schema, each.name, rows[name], contents[name]) for name, each in catalog.items()]


def _pairs(connection: DuckDBPyConnection, table: str, columns: tuple[str, str], pairs: list[tuple[str, str]]) -> None:
    connection.execute(f"CREATE TEMP TABLE {table} ({columns[0]} VARCHAR, {columns[1]} VARCHAR)")
    if pairs:
        connection.execute(
            f"INSERT INTO {table} SELECT unnest(?), unnest(?)", [list(part) for part in zip(*pairs, strict=True)]
        )


def _open_columns(connection: DuckDBPyConnection, tables: Mapping[str, CatalogTable], policy: PublicRules) -> None:
    """Columns whose revisions may be listed: shown as they are, or for most measures, in tables shown in full."""
    found = [
        f"{name}.{column.name}"
        for name, table in tables.items()
        if name not in conditions.ROWS
        for column in table.columns
        if policy.treatment(name, column.name).name in {rules.OPEN, *conditions.BY_MEASURE.get(name, ())}
    ]
    connection.execute("CREATE TEMP TABLE open_columns (place VARCHAR)")
    connection.execute("INSERT INTO open_columns SELECT unnest(?)", [found])


def _write_table(connection: DuckDBPyConnection, table: CatalogTable, policy: PublicRules) -> None:
    name = f"published.{table.full_name}"
    treatments = {column.name: policy.treatment(table.full_name, column.name) for column in table.columns}
    is_public = {column: told.name == rules.OPEN or column in table.key for column, told in treatments.items()}
    declared = ", ".join(
        f"{column.name} {column.type}{'' if column.may_be_empty or not is_public[column.name] else ' NOT NULL'}"
        for column in table.columns
    )
    connection.execute(f"CREATE TABLE {name} ({declared})")
    if not any(told.name == rules.NO_ROWS for told in treatments.values()):
        connection.execute(f"INSERT INTO {name} {_selected(table, treatments, policy)}")
    if table.key:
        connection.execute(f"ALTER TABLE {name} ADD PRIMARY KEY ({', '.join(table.key)})")
    set_comments(connection, "published", _described(table, treatments))


def _selected(table: CatalogTable, treatments: Mapping[str, Treatment], policy: PublicRules) -> str:
    """The rows and values to publish, in the order of the key."""
    flags = {
        "is_suppressed": conditions.SMALL.get(table.full_name),
        "averages_suppressed": conditions.AVERAGED.get(table.full_name),
        "has_suppressed": conditions.COMPARED.get(table.full_name),
        "shows_single": conditions.SPREAD.get(table.full_name),
        "names_agreement": conditions.NAMES_AN_AGREEMENT.get(table.full_name),
        "is_title_only": "t.agreement_id IN (SELECT agreement_id FROM withheld_agreements)"
        if table.full_name == "marts.agreements"
        else None,
    }
    flagged = "".join(f", coalesce({sql}, false) AS {name}" for name, sql in flags.items() if sql)
    chosen = ", ".join(f"{_value(column, treatments[column.name])} AS {column.name}" for column in table.columns)
    rows = conditions.rows_to_publish(table).format_map(policy.settings)
    order = f" ORDER BY {', '.join(table.key_in_order_of_columns)}" if table.key else ""
    return f"WITH f AS (SELECT t.*{flagged} FROM hub.{table.full_name} AS t WHERE {rows}) SELECT {chosen} FROM f{order}"


def _value(column: CatalogColumn, treatment: Treatment) -> str:
    """What is published of a value.

    Raises:
        KeyError: If a treatment needs a condition that its table does not have; DuckDB says which.
    """
    name = column.name
    empty = f"CAST(NULL AS {column.type})"
    return {
        rules.OPEN: name,
        rules.WITHHELD: empty,
        rules.SMALL: f"CASE WHEN NOT is_suppressed THEN {name} END",
        rules.AVERAGED: f"CASE WHEN NOT averages_suppressed THEN {name} END",
        rules.COMPARED: f"CASE WHEN NOT has_suppressed THEN {name} END",
        rules.SPREAD: f"CASE WHEN NOT shows_single THEN {name} END",
        rules.STATE: f"CASE WHEN is_suppressed THEN '{SUPPRESSED}' ELSE {name} END",
        rules.STATISTICS_REASON: f"CASE WHEN has_suppressed THEN 'The count of people of a force is withheld.' "
        f"ELSE {name} END",
        rules.FULL_AGREEMENT: f"CASE WHEN NOT is_title_only THEN {name} END",
        rules.AGREEMENT_TEXT: f"CASE WHEN NOT names_agreement THEN {name} END",
        rules.SAID_AGAIN: _said_again(name),
    }[treatment.name]


def _said_again(name: str) -> str:
    """The description of a cause of revisions without the names of files and people."""
    return f"""
        CASE regexp_extract(cause_id, '^[a-z]+')
            WHEN 'decision' THEN 'A decision of the hub.'
            WHEN 'submission' THEN coalesce((
                SELECT concat_ws(' ', s.return_id, s.force_id, s.financial_year) || ': ' || s.submission_id || '.'
                FROM hub.quality.submissions AS s WHERE 'submission ' || s.submission_id = cause_id
            ), 'A submission.')
            ELSE {name}
        END
    """


def _described(table: CatalogTable, treatments: Mapping[str, Treatment]) -> CatalogTable:
    """The table with descriptions that say what is withheld."""
    columns = [
        CatalogColumn(column.name, column.type, _comment(column, treatments[column.name]), column.may_be_empty)
        for column in table.columns
    ]
    whole = next((each.reason for each in treatments.values() if each.name == rules.NO_ROWS), "")
    comment = f"{table.comment} Left out of the public edition. {whole}".strip() if whole else table.comment
    return CatalogTable(table.schema, table.name, comment, tuple(columns), table.key, table.other_constraints)


def _comment(column: CatalogColumn, treatment: Treatment) -> str:
    said = column.comment or ""
    if treatment.name == rules.WITHHELD:
        return f"{said} Withheld from the public edition: {treatment.reason}"
    if treatment.name in {rules.OPEN, rules.NO_ROWS, rules.SAID_AGAIN, rules.STATISTICS_REASON}:
        return said
    if treatment.name == rules.STATE:
        return f"{said} {SUPPRESSED}: withheld from the public edition."
    return f"{said} Withheld in some rows of the public edition: {treatment.reason}"


def _write_lists(connection: DuckDBPyConnection, tables: Mapping[str, CatalogTable], policy: PublicRules) -> None:
    """Write what is withheld where: by column, and by row where a row has no state."""
    for name in _WITHHELD_TABLES:
        _make_list(connection, name)
    for name, table in tables.items():
        if name == _DICTIONARY:
            continue
        treatments = {column.name: policy.treatment(name, column.name) for column in table.columns}
        counted = ", ".join(["count(*)", *(f"count({column})" for column in treatments)])
        ((all_before, *before),) = connection.execute(f"SELECT {counted} FROM hub.{name}").fetchall()
        ((all_after, *after),) = connection.execute(f"SELECT {counted} FROM published.{name}").fetchall()
        found = [
            (name, column, told.name, told.reason, had - has)
            for (column, told), had, has in zip(treatments.items(), before, after, strict=True)
            if had > has and told.name not in {rules.OPEN, rules.NO_ROWS, rules.STATE, rules.STATISTICS_REASON}
        ]
        if all_before > all_after:
            reason = next((each.reason for each in treatments.values() if each.name == rules.NO_ROWS), "")
            found.append((name, "*", "rows", reason or "Rows that the rules of the edition leave out.",
                          all_before - all_after))  # fmt: skip
        if found:
            connection.executemany("INSERT INTO published.release.withheld VALUES (?, ?, ?, ?, ?)", found)
        _list_rows(connection, table, treatments)


def _list_rows(connection: DuckDBPyConnection, table: CatalogTable, treatments: Mapping[str, Treatment]) -> None:
    kinds = {told.name for told in treatments.values()}
    if rules.SMALL not in kinds or rules.STATE in kinds:
        return
    columns = [column for column, told in treatments.items() if told.name == rules.SMALL]
    key = " || '; ' || ".join(f"'{column}=' || coalesce(t.{column}::VARCHAR, '')" for column in table.key)
    connection.execute(
        f"INSERT INTO published.release.suppressed_rows SELECT ?, {key}, ?, ? FROM hub.{table.full_name} AS t "
        f"JOIN published.{table.full_name} AS p USING ({', '.join(table.key)}) "
        f"WHERE coalesce({conditions.SMALL[table.full_name]}, false) "
        f"AND ({' OR '.join(f't.{column} IS NOT NULL' for column in columns)})",
        [table.full_name, ", ".join(columns), treatments[columns[0]].reason],
    )


def _make_list(connection: DuckDBPyConnection, name: str) -> None:
    about, key, columns = _WITHHELD_TABLES[name]
    typed = ", ".join(f"{column} {kind}" for column, (kind, _, _) in columns.items())
    connection.execute(f"CREATE TABLE published.release.{name} ({typed}, PRIMARY KEY ({key}))")
    described = [CatalogColumn(column, kind, text, False) for column, (kind, text, _) in columns.items()]
    set_comments(connection, "published", CatalogTable("release", name, about, tuple(described), (), frozenset()))


def _write_dictionary(connection: DuckDBPyConnection, table: CatalogTable) -> None:
    """Write the dictionary of what the file holds, with the units that the release states."""
    columns = ", ".join(f"{column.name} {column.type}" for column in table.columns)
    connection.execute(f"CREATE TABLE published.{_DICTIONARY} ({columns}, PRIMARY KEY ({', '.join(table.key)}))")
    set_comments(connection, "published", table)
    units = {
        (place, column): unit
        for place, column, unit in connection.execute(
            f"SELECT schema_name || '.' || table_name, column_name, unit FROM hub.{_DICTIONARY}"
        ).fetchall()
    }
    units |= {
        (f"release.{name}", column): unit
        for name, (_, _, described) in _WITHHELD_TABLES.items()
        for column, (_, _, unit) in described.items()
    }
    write_dictionary(connection, read_catalog(connection, "published", PUBLISHED_SCHEMAS), units)
