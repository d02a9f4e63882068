"""A warehouse built from landed rows: the ledger and raw tables as intake leaves them, and the models asked for."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import duckdb

from orchestration.returns.description import description_of
from orchestration.settings import PROJECT_DIR, Settings
from orchestration.warehouse.database import open_warehouse

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
            "financial_year": financial_year, "variant": "workbook", "form_id": "workbook", "version": 1,
            "status": status, "is_illustrative": False, "received_at": "2026-01-01 00:00:00", **facts,
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
    build_models(settings, models)
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        yield connection


def build_models(settings, models):
    """Build models of a hub and all they need, with their tests."""
    project = str(settings.dbt_project)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ICM_", "DBT_"))}
    done = subprocess.run(
        [
            str(Path(sys.executable).parent / "dbt"), "build", "--indirect-selection", "cautious",
            "--select", *(f"+{model}" for model in models), "--exclude", "test_type:unit",
            "--project-dir", project, "--profiles-dir", project,
        ],
        env={**environment, **settings.environment()}, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
