"""Whether the models of two private files are the same: rows, and all that the catalog says of them.

In scope: building all tables of a hub afresh, and comparing. Out of scope: what happened to the hub before.
"""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import replace

import duckdb

from benchmarks import equality
from orchestration.warehouse.database import open_warehouse
from orchestration.warehouse.plan import read_plan
from orchestration.warehouse.runner import build_warehouse

SCHEMAS = ("reference", "staging", "intermediate", "checks", "marts", "variation", "quality", "release")


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
    with duckdb.connect(str(one), read_only=True) as connection:
        (tables,) = connection.execute("SELECT count(*) FROM duckdb_tables() WHERE schema_name <> 'main'").fetchone()
    assert tables > 50
    return equality.differences(one, other, SCHEMAS, without)
