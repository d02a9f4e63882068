"""Writing what a step of the plan says, as dbt does: seeds, views, tables with their contracts, keys and comments.

In scope: the statements. Out of scope: whether a step has anything to do (`warehouse.runner`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.settings import Settings
from orchestration.warehouse.by_year import YEAR, with_years_before
from orchestration.warehouse.contents import columns_of
from orchestration.warehouse.plan import Step
from orchestration.warehouse.sql_text import literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def make(connection: DuckDBPyConnection, step: Step, settings: Settings, is_new_code: bool) -> None:
    """Write a relation in place of the one before.

    Args:
        connection: The private file, in a transaction.
        step: What to write.
        settings: The hub, for where its seeds are.
        is_new_code: Whether the columns of a query have to be held against its contract.

    Raises:
        duckdb.Error: If a query fails or does not give what its contract promises.
    """
    if step.kind == "view":
        connection.execute(f"CREATE OR REPLACE VIEW {step.relation} AS {step.sql}")
    elif step.kind == "seed":
        _fill_seed(connection, step, seed_file(settings, step))
    elif not step.columns:
        connection.execute(f"CREATE OR REPLACE TABLE {step.relation} AS {step.sql}")
    else:
        connection.execute(_declaration(step))
        if is_new_code:
            _hold_to_the_contract(connection, step)
        names = ", ".join(column.name for column in step.columns)
        connection.execute(f"INSERT INTO {step.relation} ({names}) SELECT {names} FROM ({step.sql}\n) AS of_the_model")
    if step.comment or step.comments:
        connection.execute(_comments(step))


def make_years(connection: DuckDBPyConnection, step: Step, years: Collection[str], models: Iterable[str]) -> None:
    """Write the rows of some years in place of those before, from the rows of these years in what the step reads.

    Args:
        connection: The private file, in a transaction.
        step: A table whose rows of a year follow from the rows of that year, or also of some before.
        years: Financial years.
        models: Models that the step reads; of those that have years, only these years are read.

    Raises:
        duckdb.Error: If its query fails.
    """
    sql = step.sql
    narrowed = []
    of_inputs = f"{YEAR} IS NULL OR {YEAR} IN ({_listed(with_years_before(years, step.years_before or 0))})"
    for relation in models:
        schema, name = relation.split(".")
        if YEAR in columns_of(connection, f"FROM {relation}"):
            connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM {relation} WHERE {of_inputs}")
            sql = re.sub(rf'("\w+"\.)?"{schema}"\."{name}"', f'temp."{name}"', sql)
            narrowed.append(name)
    condition = f"{YEAR} IN ({_listed(years)})"
    connection.execute(f"DELETE FROM {step.relation} WHERE {condition}")
    connection.execute(f"INSERT INTO {step.relation} BY NAME SELECT * FROM ({sql}\n) AS of_the_model WHERE {condition}")
    for name in narrowed:
        connection.execute(f"DROP VIEW temp.{name}")


def _listed(years: Collection[str]) -> str:
    return ", ".join(literal(year) for year in sorted(years))


def kinds_of_relations(connection: DuckDBPyConnection) -> dict[str, str]:
    """Relation to `TABLE` or `VIEW`, for all that stands in the file."""
    return dict(
        connection.execute(
            "SELECT schema_name || '.' || table_name, 'TABLE' FROM duckdb_tables() "
            "WHERE database_name = current_database() UNION ALL SELECT schema_name || '.' || view_name, 'VIEW' "
            "FROM duckdb_views() WHERE database_name = current_database() AND NOT internal"
        ).fetchall()
    )


def take_away(connection: DuckDBPyConnection, relation: str, kind: str | None) -> None:
    """Drop a table or view, if it is there, and what is written down of it."""
    if kind:
        connection.execute(f"DROP {kind} IF EXISTS {relation}")
    connection.execute("DELETE FROM ledger.tables_built WHERE relation = ?", [relation])


def seed_file(settings: Settings, step: Step) -> Path:
    """File of a seed; dbt names it by its path from the project, which is that of the hub's own seeds."""
    named = (settings.dbt_project / step.sql).resolve()
    return settings.seeds / named.relative_to(settings.seeds_of_project.resolve())


def _fill_seed(connection: DuckDBPyConnection, step: Step, path: Path) -> None:
    with path.open(encoding="utf-8") as file:
        names = [name.strip() for name in file.readline().strip().split(",")]
    types = {column.name: column.type for column in step.columns}
    declared = ", ".join(f"{name} {types.get(name, 'varchar')}" for name in names)
    connection.execute(f"CREATE OR REPLACE TABLE {step.relation} ({declared})")
    connection.execute(f"COPY {step.relation} FROM {literal(str(path))} (FORMAT CSV, HEADER TRUE, DELIMITER ',')")


def _declaration(step: Step) -> str:
    parts = [f"{column.name} {column.type}{' NOT NULL' if column.not_null else ''}" for column in step.columns]
    if step.key:
        parts.append(f"PRIMARY KEY ({', '.join(step.key)})")
    return f"CREATE OR REPLACE TABLE {step.relation} ({', '.join(parts)})"


def _hold_to_the_contract(connection: DuckDBPyConnection, step: Step) -> None:
    """Refuse a query whose columns are not those of the contract, as dbt does."""
    import duckdb

    promised = columns_of(connection, f"FROM {step.relation}")
    given = columns_of(connection, step.sql)
    wrong = [
        f"{name} is {given.get(name, 'not there')} and should be {promised.get(name, 'left out')}"
        for name in sorted(promised.keys() | given.keys())
        if promised.get(name) != given.get(name)
    ]
    if wrong:
        raise duckdb.ProgrammingError(f"its columns are not those of its contract: {'; '.join(wrong)}.")


def _comments(step: Step) -> str:
    said = [f"COMMENT ON {step.stands_as} {step.relation} IS {literal(step.comment)}"] if step.comment else []
    said += [f"COMMENT ON COLUMN {step.relation}.{name} IS {literal(text)}" for name, text in step.comments.items()]
    return ";\n".join(said)
