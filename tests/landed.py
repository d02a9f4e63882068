"""A warehouse built from landed rows: the ledger and raw tables as intake leaves them, and the models asked for."""

from __future__ import annotations

from contextlib import contextmanager

import duckdb

from orchestration.matching.match import match_registers
from orchestration.returns.description import description_of
from orchestration.settings import PROJECT_DIR, Settings
from orchestration.warehouse.database import open_warehouse
from orchestration.warehouse.models import read_manifest
from orchestration.warehouse.plan import read_plan
from orchestration.warehouse.runner import build_warehouse

YEAR = "2012/13"


class Landing:
    """Writes the ledger and raw rows as intake leaves them."""

    def __init__(self, connection):
        self.connection = connection
        self.received = 0

    def submission(self, return_id, force_id=None, financial_year=YEAR, status="accepted", **facts):
        self.received += 1
        line = {
            "submission_id": f"S{self.received:06}", "return_id": return_id, "force_id": force_id,
            "financial_year": financial_year, "variant": facts.get("form_id") or "workbook", "form_id": "workbook",
            "version": 1, "status": status, "is_illustrative": False, "received_at": "2026-01-01 00:00:00", **facts,
        }  # fmt: skip
        self._insert("ledger.submissions", line)
        return line["submission_id"]

    def rows(self, submission_id, return_id, table, *rows):
        """Rows by column; a pair is a sign and the kind of missing it stands for."""
        description = description_of(return_id)
        columns = {
            column.name: column
            for form in description.forms
            for each in form.tables
            if each.name == table
            for column in each.typed_columns
        }
        for place, row in enumerate(rows, start=2):
            landed = {"_submission_id": submission_id, "_sheet": "Sheet", "_row": place}
            for name, cell in row.items():
                given, missing = cell if isinstance(cell, tuple) else (cell, None)
                landed[name] = given
                if columns[name].has_value:
                    landed[f"{name}__value"] = None if missing or given is None else str(given)
                if missing:
                    landed[f"{name}__missing"] = missing
            self._insert(f"raw.{return_id}__{table}", landed)

    def _insert(self, table, row):
        marks = ", ".join("?" * len(row))
        self.connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))


@contextmanager
def built(folder, lands, models, with_illustrative=False, project=PROJECT_DIR):
    """The warehouse with what `lands` put into it, read only, once the models and all they need are built.

    `project` is a checkout of its own where the seeds are changed.
    """
    settings = Settings(
        workspace=folder, landing=folder / "landing", project=project, with_illustrative=with_illustrative
    )  # fmt: skip
    with open_warehouse(settings) as connection:
        landing = Landing(connection)
        for land in lands:
            land(landing)
    match_registers(settings)
    build_models(settings, models)
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        yield connection


def models_below(settings, *folders):
    """Names of the models in a folder of the models."""
    models = (node for node in read_manifest(settings)["nodes"].values() if node["resource_type"] == "model")
    return [node["name"] for node in models if node["fqn"][1 : 1 + len(folders)] == list(folders)]


def build_models(settings, models):
    """Build models of a hub and all they need, with their tests; returns what was done."""
    nodes = read_manifest(settings)["nodes"].values()
    relations = [f"{node['schema']}.{node['alias']}" for node in nodes if node["name"] in models]
    assert len(relations) == len(set(models)), f"not all of {models} are models"
    with open_warehouse(settings) as connection:
        done = build_warehouse(connection, settings, read_plan(settings), relations)
    assert done.problems == []
    return done
