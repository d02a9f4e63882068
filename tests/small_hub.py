"""A hub without models or release, for tests that are fast, and the files that such tests send it.

Most of these tests ask what becomes of a file, and run its suite as `icm check` does: the library takes twelve
milliseconds an expectation. Those that are about the rules, and all loads of other tests, run them with the library.
"""

from __future__ import annotations

import csv
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from unittest import mock

from orchestration.intake.receive import receive_landed
from orchestration.matching.match import match_if_changed
from orchestration.settings import PROJECT_DIR, Settings
from orchestration.validation import suites
from orchestration.validation.by_frame import run_on_frame
from orchestration.validation.cross_return import compare_returns
from orchestration.validation.validate import validate_return
from orchestration.warehouse.database import open_warehouse
from tests.files import funding_rows, headings, register_row, register_sheets, text_bytes, workbook_bytes

with (PROJECT_DIR / "seeds" / "reference" / "forces.csv").open(encoding="utf-8", newline="") as file:
    FORCES = [row["force_name"] for row in csv.DictReader(file)]


@cache
def _empty_warehouse() -> bytes:
    """A private file in which the tables are made, which costs more than what most tests do with them."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(workspace=Path(folder), landing=Path(folder))
        with open_warehouse(settings):
            pass
        return settings.warehouse.read_bytes()


class SmallHub:
    """Intake and validation on a workspace of its own, without models or release."""

    def __init__(self, folder, project=PROJECT_DIR, warehouse=None, with_library=False):
        self._runner = suites._run if with_library else run_on_frame
        self.settings = Settings(workspace=folder, landing=folder / "landing", project=project)
        self.settings.landing.mkdir(parents=True)
        self.settings.warehouse.write_bytes(warehouse.read_bytes() if warehouse else _empty_warehouse())

    def receive(self, name, content, retry=False):
        (self.settings.landing / name).write_bytes(content)
        asked = "SELECT status FROM ledger.submissions WHERE file_name = ? ORDER BY submission_id DESC LIMIT 1"
        with self._open():
            self.load(retry)
            ((status,),) = self.ask(asked, name)
        return status

    def load(self, retry=False):
        """Receive what has landed, and judge it."""
        waiting = (
            "SELECT DISTINCT return_id FROM ledger.submissions WHERE return_id IS NOT NULL "
            "AND status IN ('received', 'rejected')"
        )
        with self._open():
            receive_landed(replace(self.settings, retry_not_accepted=retry))
            with mock.patch.object(suites, "_run", self._runner):
                for (return_id,) in self.ask(waiting):
                    validate_return(self.settings, return_id)

    def receive_all(self, files):
        """Land several files at once, judge them, and compare returns with each other."""
        for name, content in files.items():
            (self.settings.landing / name).write_bytes(content)
        with self._open():
            self.load()
            return self.compare()

    def _open(self):
        """The private file, open for all that happens in a block, as it is for the length of a load."""
        return open_warehouse(self.settings)

    def compare(self):
        """Match registers, as a load does before, and compare returns with each other."""
        match_if_changed(self.settings)
        return compare_returns(self.settings)

    def ask(self, query, *values):
        with open_warehouse(self.settings) as connection:
            return connection.execute(query, list(values)).fetchall()

    def findings(self, rule_id):
        return self.ask(
            "SELECT sheet, cell, value_given, sentence FROM ledger.findings "
            "WHERE rule_id = ? ORDER BY row_number, cell",
            rule_id,
        )


def funding(*changes, forces=None, year="2025/26"):
    rows = funding_rows(forces or FORCES, year)
    for row, column, value in changes:
        rows[row][column] = value
    return text_bytes(rows)


AGREEMENT = {
    "agreement_id": "em-x",
    "title": "X",
    "programme": "East Midlands",
    "style": "not_stated",
    "legal_basis": "s22A",
    "scale": "regional",
    "stage": "live",
    "start_date": "2002",
}


def agreement(**changes):
    """A row of the sheet Agreements, changed under the headings named, as Lead_force for 'Lead force'."""
    names = headings("collaboration_register", "agreements")
    row = register_row("agreements", **AGREEMENT)
    for name, value in changes.items():
        row[names.index(name.replace("_", " "))] = value
    return row


def register(**tables):
    return workbook_bytes(register_sheets(**{"agreements": [agreement()], **tables}))


def benefit(year="2014/15", amount=100, forecast=100):
    return register_row(
        "benefits", agreement_id="em-x", party_name="Kent", financial_year=year, function_name="Custody",
        kind="cashable", recurrence="recurrent", forecast_gbp=forecast, delivered_gbp=amount,
    )  # fmt: skip


def workforce_rows(forces, year=2013, **changes):
    names = headings("home_office_workforce", "data")
    rows = []
    for force in forces:
        for kind, rank, fte in (
            ("Police Officer", "Constable", 9.5),
            ("Special Constable", "Special Constable", "N/A"),
        ):
            rows.append([year, "E23000001", force, "South East", "Male", rank, kind, 10, fte])
    for (row, name), value in changes.get("cells", {}).items():
        rows[row][names.index(name)] = value
    return workbook_bytes({"Data": [names, *rows], "Notes": [["A note"]]})
