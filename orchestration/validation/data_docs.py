"""The engineer's evidence: Great Expectations' Data Docs of each run, in `reports/data_docs/`, needing no network.

In scope: what the suites said since the pages were last written, the folder of a run, the index of runs. Out of scope:
a page (`validation.data_docs_pages`), or what a steward works from.

A page tells of one table of one return, with one line per expectation over all submissions that the run looked at: rows
looked at, rows that fail, and some of the values. It is made from `ledger.rule_results` and `ledger.findings`, not by
running suites again, so that its cost does not grow with the number of files.
"""

from __future__ import annotations

import datetime
import json
import logging
import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.days import time_in_words
from orchestration.findings.catalogue import Catalogue, read_catalogue
from orchestration.returns.description import all_descriptions
from orchestration.settings import Settings
from orchestration.validation.data_docs_pages import ASSETS_FOLDER, SCRIPTS, STYLES, Checked, render_page
from orchestration.validation.suites import read_suite
from orchestration.warehouse.database import open_warehouse
from orchestration.warehouse.ledger import now

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FOLDER = "data_docs"
RUNS_KEPT = 10
VALUES_SHOWN = 20

_RUNS = ".runs.json"
_BEFORE_ALL = datetime.datetime(1970, 1, 1)
_ASSETS = Path(__file__).resolve().parent / "data_docs_assets"

log = logging.getLogger("icm.validation")


@dataclass(frozen=True)
class Page:
    """One line of the index: a table that a run looked at."""

    name: str
    title: str
    submissions: int
    rows: int
    holding: int
    failing: int
    broken: int


@dataclass(frozen=True)
class Run:
    """One run of the index.

    Attributes:
        folder: Name of its folder.
        written_at: When its pages were written, in UTC.
        until: The last result that it tells of.
    """

    folder: str
    written_at: str
    until: str
    pages: list[Page] = field(default_factory=list)


def write_data_docs(settings: Settings) -> Path | None:
    """Write the pages of what the suites said since the last time, and the index of the last ten runs.

    Nothing new costs one query. Pages that cannot be written are told of in the log: no load fails for want of them.

    Returns:
        The index; None where there is none.
    """
    try:
        return _write(settings)
    except Exception as error:
        log.warning("The engineer's evidence (reports/%s) was not written, and the load goes on: %s", FOLDER, error)
        log.debug("The fault in full", exc_info=True)
        return None


def _write(settings: Settings) -> Path | None:
    folder = settings.reports / FOLDER
    runs = _read_runs(folder)
    since = datetime.datetime.fromisoformat(runs[0].until) if runs else _BEFORE_ALL
    with open_warehouse(settings) as connection:
        results = _Results(connection, since)
    if results.until is None:
        return folder / "index.html" if runs else None
    runs = [_write_run(folder, settings, results, results.until), *runs]
    (folder / ASSETS_FOLDER).mkdir(exist_ok=True)
    for name in (*STYLES, *SCRIPTS):
        shutil.copyfile(_ASSETS / name, folder / ASSETS_FOLDER / name)
    _write_index(folder, runs[:RUNS_KEPT])
    for old in runs[RUNS_KEPT:]:
        shutil.rmtree(folder / old.folder, ignore_errors=True)
    return folder / "index.html"


class _Results:
    """What the suites said after a moment, by raw table and place in the suite."""

    def __init__(self, connection: DuckDBPyConnection, since: datetime.datetime) -> None:
        rows = connection.execute(
            """
            SELECT table_name, expectation_number, sum(rows_checked), sum(rows_failing), count(DISTINCT submission_id),
                   max(detail) FILTER (outcome = 'could_not_run'), max(checked_at)
            FROM ledger.rule_results WHERE expectation_number IS NOT NULL AND checked_at > $since GROUP BY 1, 2
            """,
            {"since": since},
        ).fetchall()
        self.by_place = {(table, number): facts for table, number, *facts in rows}
        self.until = max((facts[-1] for facts in self.by_place.values()), default=None)
        self._values: dict[tuple[str, str, str | None], list[str]] = defaultdict(list)
        if any(facts[1] for facts in self.by_place.values()):
            self._read_values(connection, since)

    def submissions(self, raw_name: str) -> int:
        """Submissions of which the table was looked at."""
        return max((facts[2] for (table, _), facts in self.by_place.items() if table == raw_name), default=0)

    def checked(self, raw_name: str, expectation: dict[str, Any]) -> Checked | None:
        """What an expectation said of a table; None where it was not run."""
        facts = self.by_place.get((raw_name, expectation["meta"]["position"]))
        if facts is None:
            return None
        rows, failing, _, broke, _ = facts
        settings = expectation["kwargs"]
        listed = settings.get("column_list", [])
        name = settings.get("column") or settings.get("column_B") or (listed[0] if len(listed) == 1 else None)
        column = name.split("__")[0] if name else None
        values = self._values[(raw_name, expectation["meta"]["rule"], column)] if failing else []
        return Checked(expectation, int(rows), int(failing), tuple(values), broke)

    def _read_values(self, connection: DuckDBPyConnection, since: datetime.datetime) -> None:
        rows = connection.execute(
            """
            WITH looked_at AS (SELECT DISTINCT submission_id FROM ledger.rule_results WHERE checked_at > $since),
            sheets AS (SELECT DISTINCT submission_id, table_name, sheet FROM ledger.column_places)
            SELECT sheets.table_name, findings.rule_id, places.column_name, coalesce(findings.value_given, 'nothing')
            FROM ledger.findings SEMI JOIN looked_at USING (submission_id)
            JOIN sheets ON sheets.submission_id = findings.submission_id AND sheets.sheet = findings.sheet
            LEFT JOIN ledger.column_places AS places
                ON places.submission_id = findings.submission_id AND places.table_name = sheets.table_name
                AND places.sheet = sheets.sheet AND places.heading = findings.column_name
            WHERE findings.column_name IS NULL OR places.column_name IS NOT NULL
            QUALIFY row_number() OVER (
                PARTITION BY sheets.table_name, findings.rule_id, places.column_name ORDER BY findings.finding_id
            ) <= $shown
            """,
            {"since": since, "shown": VALUES_SHOWN},
        ).fetchall()
        for table, rule_id, column, value in rows:
            self._values[(table, rule_id, column)].append(value)


def _tables(settings: Settings, results: _Results) -> Iterator[tuple[str, str, list[Checked]]]:
    """Raw name and title of each table that was looked at, and what its expectations said."""
    catalogue = read_catalogue(settings.seeds)
    for description in all_descriptions():
        tables = {description.raw_table(table): table for form in description.forms for table in form.tables}
        if not any(raw_name in tables for raw_name, _ in results.by_place):
            continue
        read = read_suite(settings.expectations, description.return_id, catalogue)
        suite = [_with_rule(each, catalogue) for each in read]
        for raw_name, table in tables.items():
            own = [results.checked(raw_name, each) for each in suite if each["meta"]["table"] == table.name]
            checked = [each for each in own if each is not None]
            if checked:
                yield raw_name, f"{description.title}: {table.name.replace('_', ' ')}", checked


def _with_rule(expectation: dict[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    """The expectation with the code and severity of its rule before what it says, as the page shows it."""
    rule = catalogue[expectation["meta"]["rule"]]
    return {**expectation, "description": f"{rule.rule_id} ({rule.severity}): {expectation['description']}"}


def _write_run(folder: Path, settings: Settings, results: _Results, until: datetime.datetime) -> Run:
    """Write the pages of a run into a folder of its own, which appears whole."""
    written_at = now().replace(microsecond=0)
    name = f"run_{until:%Y%m%dT%H%M%S%f}"
    partial = folder / f".{name}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    pages = []
    for raw_name, title, checked in _tables(settings, results):
        submissions = results.submissions(raw_name)
        facts = {"table": f"raw.{raw_name}", "submissions": f"{submissions:,}"}
        page = render_page(title, f"{written_at.isoformat()}+00:00", facts, checked)
        (partial / f"{raw_name}.html").write_text(page, encoding="utf-8")
        pages.append(_line(f"{raw_name}.html", title, submissions, checked))
    shutil.rmtree(folder / name, ignore_errors=True)
    partial.rename(folder / name)
    return Run(name, time_in_words(written_at), until.isoformat(), pages)


def _line(name: str, title: str, submissions: int, checked: list[Checked]) -> Page:
    broken = sum(each.broke is not None for each in checked)
    holding = sum(each.holds for each in checked)
    rows = max(each.rows for each in checked)
    return Page(name, title, submissions, rows, holding, len(checked) - holding - broken, broken)


def _write_index(folder: Path, runs: list[Run]) -> None:
    from jinja2 import Environment, PackageLoader, select_autoescape

    environment = Environment(
        loader=PackageLoader("orchestration.validation", "templates"), autoescape=select_autoescape(["html.jinja"])
    )
    page = environment.get_template("data_docs_index.html.jinja").render(runs=runs, kept=RUNS_KEPT)
    _replace(folder / "index.html", page)
    _replace(folder / _RUNS, json.dumps([asdict(each) for each in runs], indent=1))


def _read_runs(folder: Path) -> list[Run]:
    """Runs of the index, the latest first."""
    path = folder / _RUNS
    if not path.exists():
        return []
    runs = json.loads(path.read_text(encoding="utf-8"))
    return [Run(**{**run, "pages": [Page(**page) for page in run["pages"]]}) for run in runs]


def _replace(path: Path, text: str) -> None:
    partial = path.with_name(f"{path.name}.partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)
