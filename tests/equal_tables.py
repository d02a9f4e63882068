"""Whether the models of two private files are the same: rows, and all that the catalog says of them.

In scope: building all tables of a hub afresh, and comparing. Out of scope: what happened to the hub before.
"""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import replace

import duckdb

from orchestration.warehouse.database import open_warehouse
from orchestration.warehouse.plan import read_plan
from orchestration.warehouse.runner import build_warehouse

SCHEMAS = ("reference", "staging", "intermediate", "checks", "marts", "variation", "quality", "release")
CATALOG = {
    "columns": "SELECT schema_name, table_name, column_name, column_index, data_type, is_nullable, comment "
    "FROM duckdb_columns() WHERE database_name = ? AND list_contains(?, schema_name) ORDER BY ALL",
    "comments": "SELECT schema_name, table_name, comment FROM duckdb_tables() "
    "WHERE database_name = ? AND list_contains(?, schema_name) ORDER BY ALL",
    "constraints": "SELECT schema_name, table_name, constraint_type, constraint_column_names FROM duckdb_constraints() "
    "WHERE database_name = ? AND list_contains(?, schema_name) ORDER BY ALL",
    "views": "SELECT schema_name, view_name FROM duckdb_views() "
    "WHERE database_name = ? AND list_contains(?, schema_name) ORDER BY ALL",
}


def built_afresh(settings, workspace):
    """A copy of a hub's private file in which every table was built again from the same rows."""
    copy = replace(settings, workspace=workspace)
    shutil.rmtree(workspace, ignore_errors=True)
    workspace.mkdir()
    shutil.copyfile(settings.warehouse, copy.warehouse)
    with closing(duckdb.connect(str(copy.warehouse))) as connection:
        for schema in SCHEMAS:
            connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        connection.execute("DELETE FROM ledger.tables_built")
    with open_warehouse(copy) as connection:
        done = build_warehouse(connection, copy, read_plan(copy), with_tests=False)
    assert done.problems == [] and len(done.built) == done.steps
    return copy.warehouse


def differences(one, other, without=()):
    """What differs between two files, in words; empty where nothing does. Columns of the names in `without` may."""
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{one}' AS one (READ_ONLY); ATTACH '{other}' AS other (READ_ONLY)")
        found = []
        for name, query in CATALOG.items():
            ours, theirs = (connection.execute(query, [each, list(SCHEMAS)]).fetchall() for each in ("one", "other"))
            found += [f"{name}: only in the first {row}" for row in ours if row not in theirs]
            found += [f"{name}: only in the second {row}" for row in theirs if row not in ours]
        tables = connection.execute(CATALOG["comments"], ["one", list(SCHEMAS)]).fetchall()
        assert len(tables) > 50
        for schema, table, _ in tables if not found else ():
            chosen = f"SELECT COLUMNS(lambda name: NOT list_contains({list(without)}, name))" if without else ""
            ours, theirs = (f"{chosen} FROM {each}.{schema}.{table}" for each in ("one", "other"))
            ((gone, come),) = connection.execute(
                f"SELECT (SELECT count(*) FROM ({ours} EXCEPT ALL {theirs})), "
                f"(SELECT count(*) FROM ({theirs} EXCEPT ALL {ours}))"
            ).fetchall()
            if gone or come:
                found.append(f"{schema}.{table}: {gone} rows only in the first, {come} only in the second")
        return found
