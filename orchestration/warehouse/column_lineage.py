"""Which columns a column of a published table is made of, read from the SQL that dbt compiled.

In scope: following columns through the models between two published tables, down to the raw tables. Out of scope:
what Dagster calls a column (`dagster_hub.assets`), and which rows a value is made of (`answers`, the marts).
"""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb
from sqlglot import exp
from sqlglot.lineage import Node, lineage
from sqlglot.schema import MappingSchema

from orchestration.warehouse.contents import digest
from orchestration.warehouse.on_disk import write_whole
from orchestration.warehouse.plan import Plan

_DIALECT = "duckdb"
# Relation and name of a column; and what each column of a relation takes its values from.
Column = tuple[str, str]
Columns = Mapping[str, frozenset[Column]]


def kept_column_lineage(plan: Plan, connection: duckdb.DuckDBPyConnection, file: Path) -> dict[str, Columns]:
    """The same as `column_lineage`, which takes seconds and changes with the models alone, read from a file if it can.

    Args:
        plan: Steps of the build.
        connection: Warehouse in which they have been built.
        file: JSON that holds the lineage and what it was read from; written anew where that is something else.
    """
    read_from = digest(
        importlib.metadata.version("sqlglot"),
        [(relation, step.kind, step.sql) for relation, step in plan.steps.items()],
        [step.relation for step in plan.published],
        sorted(_columns(connection)),
    )
    kept = json.loads(file.read_bytes()) if file.is_file() else {}
    if kept.get("read_from") != read_from:
        found = column_lineage(plan, connection)
        lineages = {table: {name: sorted(ends) for name, ends in columns.items()} for table, columns in found.items()}
        kept = {"read_from": read_from, "lineage": lineages}
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, json.dumps(kept).encode(), to_stay=False)
    return {
        table: {name: frozenset((relation, column) for relation, column in ends) for name, ends in columns.items()}
        for table, columns in kept["lineage"].items()
    }


def column_lineage(plan: Plan, connection: duckdb.DuckDBPyConnection) -> dict[str, Columns]:
    """Columns that each column of a published table takes its values from.

    A value counts as taken from what its expression names. What a join or a filter alone looks at does not count.

    Args:
        plan: Steps of the build.
        connection: Warehouse in which they have been built: its columns are what `select *` stands for.

    Returns:
        By published table and its column, pairs of a relation and a column: published tables, tables of `raw` and of
        the ledger, and seeds. A column of constants has no pairs.
    """
    schema = _schema(_columns(connection))
    published = {step.relation for step in plan.published}
    through: dict[str, Columns] = {}
    # Steps come after what they read, so that what stands between two published tables is known by then.
    for relation, step in plan.steps.items():
        if step.kind != "seed":
            ends = lineage(None, step.sql, schema, dialect=_DIALECT, trim_selects=False)
            through[relation] = {name: _followed(_named_in(node), through, published) for name, node in ends.items()}
    return {relation: through[relation] for relation in through if relation in published}


def _named_in(column: Node) -> set[Column]:
    """Columns of relations at the ends of what sqlglot followed through the parts of one query."""
    return {
        (f"{node.expression.db}.{node.expression.name}", exp.to_column(node.name).name)
        for node in column.walk()
        if isinstance(node.expression, exp.Table)
    }


def _followed(named: set[Column], known: Mapping[str, Columns], published: set[str]) -> frozenset[Column]:
    """The same, with what stands between published tables replaced by what it takes its own values from."""
    found: set[Column] = set()
    for relation, name in named:
        if relation in published or relation not in known:
            found.add((relation, name))
        else:
            found |= known[relation].get(name, frozenset())
    return frozenset(found)


def _columns(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str, str]]:
    """Schema, table, name and type of each column of the warehouse."""
    return connection.execute(
        "SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns() "
        "WHERE database_name = current_database() AND NOT internal"
    ).fetchall()


def _schema(columns: Iterable[tuple[str, str, str, str]]) -> MappingSchema:
    schemas: dict[str, dict[str, dict[str, str]]] = {}
    for schema, table, name, kind in columns:
        schemas.setdefault(schema, {}).setdefault(table, {})[name] = kind
    return MappingSchema(dict(schemas), dialect=_DIALECT)
