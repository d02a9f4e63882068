"""The views that hold the rules across submissions, made before they are read.

Belongs here: making them when the models have changed, and filling the tables they read. Does not belong here:
the rules (`dbt_project/models/checks`), or reading them (`validation.across`).
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
from typing import TYPE_CHECKING, Any

from orchestration.settings import Settings
from orchestration.warehouse.database import open_warehouse
from orchestration.warehouse.fingerprint import model_fingerprint
from orchestration.warehouse.ledger import now
from orchestration.warehouse.models import dbt_executable

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SCHEMA = "checks"

log = logging.getLogger("icm.warehouse")


def make_check_views(settings: Settings) -> bool:
    """Make the views of the checks, and what they read, if the models or seeds are not those they were made from.

    The caller must not hold the private file: dbt opens it in a process of its own. A view that dbt could not make is
    not there afterwards, so that whoever reads it learns that it could not run; the next call tries again.

    Returns:
        Whether dbt was run.
    """
    wanted = model_fingerprint(settings) + (" with made-up data" if settings.with_illustrative else "")
    with open_warehouse(settings) as connection:
        if _made_from(connection) == wanted:
            return False
        connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
    project = str(settings.dbt_project)
    command = [
        dbt_executable(), "build", "--quiet", "--select", f"+path:models/{SCHEMA}",
        "--exclude-resource-type", "test", "unit_test", "--project-dir", project, "--profiles-dir", project,
    ]  # fmt: skip
    log.info("Preparing the comparison of returns")
    environment = {**os.environ, **settings.environment()}
    made = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if made.returncode != 0:
        log.warning("Not every comparison could be prepared:\n%s%s", made.stdout, made.stderr)
        return True
    tables = tables_of_manifest(json.loads((settings.dbt_target / "manifest.json").read_text(encoding="utf-8")))
    with open_warehouse(settings) as connection:
        connection.execute("INSERT INTO ledger.check_views VALUES (?, ?)", [now(), wanted])
        connection.execute("CREATE OR REPLACE TABLE ledger.check_tables (place INTEGER, relation VARCHAR, sql VARCHAR)")
        for place, (relation, sql) in enumerate(tables):
            connection.execute("INSERT INTO ledger.check_tables VALUES (?, ?, ?)", [place, relation, sql])
    return True


def fill_check_tables(connection: DuckDBPyConnection) -> None:
    """Fill the tables that views of the checks read with what is landed now, by the SQL that dbt compiled for them.

    A view is always up to date; a table between a view and the landed rows is not. A table that cannot be filled is
    dropped, so that the rules that read it say that they could not run.
    """
    import duckdb

    connection.execute("CREATE TABLE IF NOT EXISTS ledger.check_tables (place INTEGER, relation VARCHAR, sql VARCHAR)")
    found = connection.execute("SELECT relation, sql FROM ledger.check_tables ORDER BY place").fetchall()
    for relation, sql in found:
        try:
            connection.execute(f"CREATE OR REPLACE TABLE {relation} AS {sql}")
        except duckdb.Error as error:
            log.warning("%s could not be prepared for the comparison of returns: %s", relation, error)
            connection.execute(f"DROP TABLE IF EXISTS {relation}")


def tables_of_manifest(manifest: dict[str, Any]) -> list[tuple[str, str]]:
    """Relation and compiled SQL of each model that is a table and that a check reads, in the order to fill them."""
    nodes, ordered = manifest["nodes"], dict[str, None]()

    def visit(node_id: str) -> None:
        if node_id not in ordered and node_id in nodes:
            for other in nodes[node_id]["depends_on"].get("nodes", []):
                visit(other)
            ordered[node_id] = None

    for node_id, node in nodes.items():
        if node["resource_type"] == "model" and node["schema"] == SCHEMA:
            visit(node_id)
    models = [nodes[node_id] for node_id in ordered if nodes[node_id]["resource_type"] == "model"]
    return [
        (f"{model['schema']}.{model['alias']}", model.get("compiled_code", ""))
        for model in models
        if model["config"]["materialized"] == "table"
    ]


def _made_from(connection: DuckDBPyConnection) -> str | None:
    """Fingerprint that the views which stand were made from; None where there are none."""
    connection.execute("CREATE TABLE IF NOT EXISTS ledger.check_views (made_at TIMESTAMP, fingerprint VARCHAR)")
    views = connection.execute("SELECT count(*) FROM duckdb_views() WHERE schema_name = ?", [SCHEMA]).fetchall()
    made = connection.execute("SELECT fingerprint FROM ledger.check_views ORDER BY made_at DESC LIMIT 1").fetchall()
    return str(made[0][0]) if made and views[0][0] else None
