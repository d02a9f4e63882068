"""The question that two reports raise when they may be one agreement: rule CR30, on the later register.

In scope: its words, and bringing findings and states up to date with the pairs in doubt. Out of scope:
finding those pairs (`matching.agreements`), or how a state follows from findings (`validation.outcome`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from orchestration.findings.catalogue import Catalogue
from orchestration.findings.decisions import Waivers
from orchestration.findings.finding import Finding
from orchestration.findings.history import read_submissions
from orchestration.findings.record import record_new_findings
from orchestration.matching.agreements import Doubt
from orchestration.validation.cross_return_states import Comparison, update_states
from orchestration.validation.outcome import decide_again
from orchestration.warehouse.ledger import IN_FORCE, Submission

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

RULE = "CR30"
_RAW = "collaboration_register__agreements"


def ask_about(
    connection: DuckDBPyConnection, doubts: Sequence[Doubt], catalogue: Catalogue, waivers: Waivers
) -> dict[str, str]:
    """Record a query for each pair in doubt that has none yet, and settle those that are in doubt no longer.

    The caller holds the transaction.

    Returns:
        Submission to its state, for those whose queries changed.
    """
    if not catalogue[RULE].is_active:
        return {}
    places = _places(connection)
    wanted: dict[str, list[Finding]] = defaultdict(list)
    for doubt in doubts:
        wanted[doubt.later.submission_id].append(_finding(doubt, places))
    outcomes = {}
    for submission in _concerned(connection, list(wanted)):
        findings = wanted[submission.submission_id]
        record_new_findings(connection, submission, findings, catalogue)
        comparison = Comparison(findings, rules_run={RULE}, rules_broken=())
        if update_states(connection, submission, comparison, waivers.for_submission(submission)):
            outcomes[submission.submission_id] = decide_again(connection, submission, catalogue, waivers)
    return outcomes


def _finding(doubt: Doubt, places: dict[str, tuple[str, str, str]]) -> Finding:
    later, other = doubt.later, doubt.other
    sheet, heading, letter = places.get(later.submission_id, ("Agreements", "Title", ""))
    return Finding(
        RULE, sheet=sheet, row=later.row, column_letter=letter or None, column=heading,
        natural_key=f"agreement_id={later.agreement_id}; other={other.agreement_id}", value=later.title_given,
        expected=f"'{other.title_given}' of the register '{other.register}'",
        detail=f"The Agreement IDs are {later.agreement_id} and {other.agreement_id}.{_in_words(doubt.differences)}",
    )  # fmt: skip


def _in_words(differences: Mapping[str, tuple[str, str]]) -> str:
    """Why a score alone does not join the two; empty where only the score is too low."""
    named = [f"{name} ({one} and {other})" for name, (one, other) in differences.items()]
    if not named:
        return ""
    return f" They differ in {', '.join(named[:-1]) + ' and ' if named[1:] else ''}{named[-1]}."


def _places(connection: DuckDBPyConnection) -> dict[str, tuple[str, str, str]]:
    """Sheet, heading and letter of the titles of each register."""
    rows = connection.execute(
        "SELECT submission_id, sheet, heading, column_letter FROM ledger.column_places "
        "WHERE table_name = ? AND column_name = 'title'",
        [_RAW],
    ).fetchall()
    return {submission_id: (sheet, heading, letter) for submission_id, sheet, heading, letter in rows}


def _concerned(connection: DuckDBPyConnection, asked: list[str]) -> list[Submission]:
    """Registers in force with such a query, now or before."""
    return read_submissions(
        connection,
        "list_contains($in_force, status) AND (list_contains($asked, submission_id) OR submission_id IN "
        "(SELECT submission_id FROM ledger.findings WHERE rule_id = $rule))",
        {"in_force": list(IN_FORCE), "asked": asked, "rule": RULE},
    )
