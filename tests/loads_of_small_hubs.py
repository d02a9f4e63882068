"""Loads of a small hub that leave the log of the archive, and comparing its ledger with one that was made anew."""

from dataclasses import replace

import duckdb

from orchestration.pipeline.load import STAGES, run_stage
from orchestration.warehouse.holding import holding

# How and when tables were built or brought up to date, and what stages cost, is of the build and not of the files.
_OF_THE_BUILD = {"builds", "tables_built", "tables_made", "matched", "migrations", "load_stages"}


def load(hub, files=(), stages=("receive", "validate", "match", "compare"), **choices):
    """Land files, given as name and bytes, and run the stages that write the ledger, as a load does."""
    for name, content in dict(files).items():
        (hub.settings.landing / name).write_bytes(content)
    settings = replace(hub.settings, **choices)
    with holding(settings) as connection:
        for stage in STAGES:
            if stage.name in stages:
                run_stage(stage, settings, connection)


def ledger_and_raw(path):
    """Every row of the ledger and of the raw tables of a private file, by table."""
    with duckdb.connect(str(path), read_only=True) as connection:
        names = connection.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE schema_name IN ('ledger', 'raw') ORDER BY ALL"
        ).fetchall()
        return {
            f"{schema}.{name}": connection.execute(f"FROM {schema}.{name} ORDER BY ALL").fetchall()
            for schema, name in names
            if name not in _OF_THE_BUILD
        }
