"""Rules across submissions: what returns say of one another, of the year before, of other bodies, and on this day.

In scope: reading the tables of `dbt_project/models/checks` and bringing the ledger up to date with them. Out of
scope: the rules themselves, building what they read (`warehouse.runner`), or states (`findings.history`).

Only submissions in force that would be in the release are looked at. A finding stands on the submission whose cell it
names; it holds no figure of another force, because it goes back to the sender.
"""

from __future__ import annotations

import datetime
import logging
import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestration.findings.answers import date_first_comparison
from orchestration.findings.catalogue import Catalogue, Rule, read_catalogue
from orchestration.findings.decisions import Waivers, read_waivers
from orchestration.findings.finding import Finding
from orchestration.findings.history import IS_STANDING, read_submissions
from orchestration.findings.record import record_new_findings
from orchestration.settings import Settings
from orchestration.validation.cross_return_states import Comparison, update_states
from orchestration.validation.outcome import decide_again
from orchestration.validation.trial import failing_rows, rejected_to_try, tables_to_try
from orchestration.validation.unit_errors import find_unit_errors
from orchestration.warehouse import ledger
from orchestration.warehouse.database import open_warehouse, transaction
from orchestration.warehouse.ledger import keys_of
from orchestration.warehouse.plan import Plan, read_plan
from orchestration.warehouse.runner import build_warehouse

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CHECKED_BY = "dbt"
COLUMNS = (
    "rule_id", "submission_id", "table_name", "row_number", "column_name", "natural_key", "value_given", "expected",
    "detail",
)  # fmt: skip

# The table that each rule's result is recorded for.
TABLES = {
    "board_decisions": "board_decisions__levels",
    "collaboration_register": "collaboration_register__agreements",
    "expenditure": "expenditure__functions",
    "home_office_workforce_functions": "home_office_workforce_functions__data",
    "peer_groups": "peer_groups__peers",
    "procurement_spend": "procurement_spend__lines",
    "workforce": "workforce__functions",
}

log = logging.getLogger("icm.validation")

Places = Mapping[tuple[str, str, str | None], tuple[str | None, str | None, str | None]]


@dataclass(frozen=True)
class _Answer:
    """What one rule says: its findings by submission, or why it could not run."""

    rule: Rule
    findings: Mapping[str, list[Finding]]
    error: str = ""

    def of(self, submission: ledger.Submission) -> list[Finding]:
        """Findings on a submission; that the rule could not run is one."""
        if self.error:
            # What the engine says may quote the cells of another force: it stands in the rule's result only.
            return [Finding("H01", value=self.rule.rule_id, detail="the comparison failed")]
        return self.findings.get(submission.submission_id, [])


def rules_across(catalogue: Catalogue) -> list[Rule]:
    """Rules across submissions that are switched on."""
    return [rule for rule in catalogue if rule.checked_by == CHECKED_BY and rule.is_active]


def compare_returns(settings: Settings, today: datetime.date | None = None) -> dict[str, str]:
    """Run every rule across submissions and bring findings, results and states up to date.

    Args:
        settings: The hub.
        today: Day that waivers must hold on; the present day where None.

    Returns:
        Submission to its state, for those whose findings changed; empty when nothing is in force.
    """
    catalogue = read_catalogue(settings.seeds)
    with open_warehouse(settings) as connection:
        looked_at = _looked_at(connection, settings)
        if not looked_at:
            return {}
        log.info("Comparing returns with each other")
        plan = read_plan(settings)
        tables = {rule_id: table for table in plan.checks for rule_id in rules_of(table)}
        failed = build_warehouse(connection, settings, plan, plan.checks, with_tests=False).failed
        answers = [_ask(connection, rule, tables, failed) for rule in rules_across(catalogue)]
        waivers = read_waivers(connection, today or ledger.now().date())
        trial = _trial_of_rejected(connection, plan, [answer.rule for answer in answers if not answer.error])
        compared_before = _compared_before(connection, [answer.rule.rule_id for answer in answers])
        with transaction(connection):
            concerned = _concerned(connection, looked_at, answers)
            _record_results(connection, looked_at, answers)
            outcomes = _update(connection, concerned, answers, catalogue, waivers, compared_before)
            for submission, comparison in trial:
                record_new_findings(connection, submission, comparison.findings, catalogue)
                if submission.submission_id not in compared_before:
                    date_first_comparison(connection, submission, comparison.rules_run)
                update_states(connection, submission, comparison, waivers.for_submission(submission))
            return outcomes | _look_again_at_unit_slips(connection, looked_at, catalogue, waivers)


def _looked_at(connection: DuckDBPyConnection, settings: Settings) -> list[ledger.Submission]:
    """Submissions in force; made-up ones only where they would be in the release (macro `is_in_release`)."""
    return read_submissions(
        connection,
        "list_contains($in_force, status) AND (NOT coalesce(is_illustrative, false) OR $with_illustrative "
        "OR NOT EXISTS (SELECT 1 FROM ledger.submissions AS others WHERE list_contains($in_force, others.status) "
        "AND NOT coalesce(others.is_illustrative, false)))",
        {"in_force": list(ledger.IN_FORCE), "with_illustrative": settings.with_illustrative},
    )


def rules_of(table: str) -> list[str]:
    """Codes of the rules that a table of the checks is about: CR10 for `checks.check_cr10_live_past_review`."""
    return [code.upper() for code in re.findall(r"_([a-z]{2}\d{2})(?=_)", table)]


def _applies(rule: Rule, submission: ledger.Submission) -> bool:
    return rule.return_id == submission.return_id and rule.holds_in(submission.financial_year)


def _ask(connection: DuckDBPyConnection, rule: Rule, tables: Mapping[str, str], failed: Mapping[str, str]) -> _Answer:
    """Read the table of a rule, or say why it could not be built."""
    table = tables[rule.rule_id]
    if table in failed:
        log.warning("Rule %s could not run: %s", rule.rule_id, failed[table])
        return _Answer(rule, {}, failed[table])
    rows = connection.execute(f"SELECT {', '.join(COLUMNS)} FROM {table} WHERE rule_id = ?", [rule.rule_id]).fetchall()
    places = _read_places(connection, {row[1] for row in rows})
    findings: dict[str, list[Finding]] = defaultdict(list)
    for row in rows:
        findings[row[1]].append(_finding(row, places))
    return _Answer(rule, findings)


def _trial_of_rejected(
    connection: DuckDBPyConnection, plan: Plan, rules: Sequence[Rule]
) -> list[tuple[ledger.Submission, Comparison]]:
    """What the rules say of rejected returns: they stay rejected, and their senders hear of everything at once."""
    import duckdb

    tried = rejected_to_try(connection)
    codes = {rule.rule_id for rule in rules}
    tables = tables_to_try(plan, [table for table in plan.checks if codes.issuperset(rules_of(table))])
    if not tried or not tables:
        return []
    try:
        rows = failing_rows(connection, plan, tables, tried, ", ".join(COLUMNS))
    except duckdb.Error as error:
        log.warning("Rejected returns could not be compared: %s", error)
        return []
    places = _read_places(connection, keys_of(tried))
    asked = {code for table in tables for code in rules_of(table)}
    trial = []
    for submission in tried:
        applying = {rule.rule_id for rule in rules if rule.rule_id in asked and _applies(rule, submission)}
        own = [_finding(row, places) for row in rows if row[1] == submission.submission_id and row[0] in applying]
        trial.append((submission, Comparison(own, applying, ())))
    return trial


def _read_places(connection: DuckDBPyConnection, submission_ids: Iterable[str]) -> Places:
    """Sheet, heading and letter of every column of those submissions, and the sheet of every table."""
    rows = connection.execute(
        "SELECT submission_id, table_name, column_name, sheet, heading, column_letter FROM ledger.column_places "
        "WHERE list_contains(?, submission_id)",
        [list(submission_ids)],
    ).fetchall()
    places: dict[tuple[str, str, str | None], tuple[str | None, str | None, str | None]] = {}
    for submission_id, table, column, sheet, heading, letter in rows:
        places[submission_id, table, column] = (sheet, heading, letter)
        places[submission_id, table, None] = (sheet, None, None)
    return places


def _finding(row: tuple[object, ...], places: Places) -> Finding:
    rule_id, submission_id, table, number, column, key, value, expected, detail = row
    sheet, _, _ = places.get((str(submission_id), str(table), None), (None, None, None))
    name = str(column) if column is not None else None
    _, heading, letter = places.get((str(submission_id), str(table), name), (sheet, name, None))
    return Finding(
        str(rule_id),
        sheet=sheet,
        row=number if isinstance(number, int) else None,
        column_letter=letter,
        column=heading,
        natural_key=str(key),
        value=str(value) if value is not None else None,
        expected=str(expected) if expected is not None else None,
        detail=str(detail or ""),
    )


def _compared_before(connection: DuckDBPyConnection, codes: Sequence[str]) -> set[str]:
    """Submissions that rules across submissions have looked at or found something in."""
    rows = connection.execute(
        "SELECT submission_id FROM ledger.rule_results WHERE list_contains($codes, rule_id) "
        "UNION SELECT submission_id FROM ledger.findings WHERE list_contains($codes, rule_id)",
        {"codes": list(codes)},
    ).fetchall()
    return {str(key) for (key,) in rows}


def _concerned(
    connection: DuckDBPyConnection, looked_at: Sequence[ledger.Submission], answers: Sequence[_Answer]
) -> list[ledger.Submission]:
    """Submissions of which something may have changed: they have or had a finding, or replace one that may have had."""
    codes = [answer.rule.rule_id for answer in answers]
    known = connection.execute(
        "SELECT DISTINCT submission_id FROM ledger.findings WHERE "
        f"list_contains($codes, CASE rule_id WHEN 'H01' THEN value_given ELSE rule_id END) AND {IS_STANDING}",
        {"codes": codes},
    ).fetchall()
    seen = connection.execute(
        "SELECT DISTINCT submission_id FROM ledger.rule_results WHERE list_contains($codes, rule_id)", {"codes": codes}
    ).fetchall()
    with_findings, seen_before = {key for (key,) in known}, {key for (key,) in seen}
    return [
        each
        for each in looked_at
        if each.submission_id in with_findings
        or ((each.version or 1) > 1 and each.submission_id not in seen_before)
        or any(answer.of(each) for answer in answers if _applies(answer.rule, each))
    ]


def _update(
    connection: DuckDBPyConnection,
    concerned: Sequence[ledger.Submission],
    answers: Sequence[_Answer],
    catalogue: Catalogue,
    waivers: Waivers,
    compared_before: Container[str],
) -> dict[str, str]:
    outcomes = {}
    for submission in concerned:
        asked = [answer for answer in answers if _applies(answer.rule, submission)]
        comparison = Comparison(
            [finding for answer in asked for finding in answer.of(submission)],
            {answer.rule.rule_id for answer in asked if not answer.error},
            {answer.rule.rule_id for answer in asked if answer.error},
        )
        record_new_findings(connection, submission, comparison.findings, catalogue)
        if submission.submission_id not in compared_before:
            date_first_comparison(connection, submission, comparison.rules_run)
        if update_states(connection, submission, comparison, waivers.for_submission(submission)):
            outcomes[submission.submission_id] = decide_again(connection, submission, catalogue, waivers)
    return outcomes


def _look_again_at_unit_slips(
    connection: DuckDBPyConnection, looked_at: Sequence[ledger.Submission], catalogue: Catalogue, waivers: Waivers
) -> dict[str, str]:
    """Ask R11 again where it stands: the year before that it was found against may have been sent again since."""
    known = connection.execute(
        f"SELECT DISTINCT submission_id FROM ledger.findings WHERE rule_id = 'R11' AND {IS_STANDING}"
    ).fetchall()
    with_slips = {key for (key,) in known}
    by_return: dict[str | None, list[ledger.Submission]] = defaultdict(list)
    for submission in looked_at:
        if submission.submission_id in with_slips and catalogue["R11"].holds_in(submission.financial_year):
            by_return[submission.return_id].append(submission)
    outcomes = {}
    for submissions in by_return.values():
        slips = find_unit_errors(connection, submissions, catalogue["R11"].number)
        for submission in submissions:
            found = [slips[submission.submission_id]] if submission.submission_id in slips else []
            record_new_findings(connection, submission, found, catalogue)
            if update_states(
                connection, submission, Comparison(found, {"R11"}, ()), waivers.for_submission(submission)
            ):
                outcomes[submission.submission_id] = decide_again(connection, submission, catalogue, waivers)
    return outcomes


def _record_results(
    connection: DuckDBPyConnection, looked_at: Sequence[ledger.Submission], answers: Sequence[_Answer]
) -> None:
    """Write what each rule said of each submission, where that is not what it said before."""
    rows = connection.execute(
        "SELECT submission_id, rule_id, outcome, rows_failing, detail FROM ledger.rule_results "
        "WHERE list_contains(?, rule_id)",
        [[answer.rule.rule_id for answer in answers]],
    ).fetchall()
    before = {(submission_id, rule_id): tuple(said) for submission_id, rule_id, *said in rows}
    now = {
        (submission.submission_id, answer.rule.rule_id): _result(answer, submission)
        for answer in answers
        for submission in looked_at
        if _applies(answer.rule, submission)
    }
    changed = {key: said for key, said in now.items() if before.get(key) != said}
    stale = [list(key) for key in changed if key in before]
    if stale:
        connection.executemany("DELETE FROM ledger.rule_results WHERE submission_id = ? AND rule_id = ?", stale)
    if not changed:
        return
    checked_at = ledger.now()
    tables = {answer.rule.rule_id: TABLES[answer.rule.return_id] for answer in answers}
    counts = _row_counts(connection, set(tables.values()))
    ledger.insert_rows(
        connection,
        "ledger.rule_results",
        [
            [submission_id, tables[rule_id], rule_id, outcome, counts.get((tables[rule_id], submission_id), 0), failing,
             detail, checked_at, None]
            for (submission_id, rule_id), (outcome, failing, detail) in changed.items()
        ],
    )  # fmt: skip


def _result(answer: _Answer, submission: ledger.Submission) -> tuple[str, int, str]:
    if answer.error:
        return "could_not_run", 0, answer.error
    failing = len(answer.of(submission))
    return ("failed" if failing else "passed"), failing, ""


def _row_counts(connection: DuckDBPyConnection, tables: Iterable[str]) -> dict[tuple[str, str], int]:
    """Rows of each submission in each table."""
    return {
        (table, submission_id): count
        for table in tables
        for submission_id, count in connection.execute(
            f"SELECT _submission_id, count(*) FROM raw.{table} GROUP BY 1"
        ).fetchall()
    }
