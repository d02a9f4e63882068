"""The outcome of a submission: accepted, accepted with queries, rejected, superseded; and why, in a sentence.

Belongs here: deciding from findings and waivers, and deciding anew when a waiver begins or ends. Does not belong here:
finding (`validation.suites`, `intake`), the register of waivers (`validation.decisions`), or the states of findings
(`validation.history`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from orchestration.validation.catalogue import Catalogue
from orchestration.validation.changes import record_changes
from orchestration.validation.decisions import Waivers
from orchestration.validation.findings import Finding, that_hold, worst_severity
from orchestration.validation.history import Verdict, read_submissions, restate, settle, supersede
from orchestration.validation.record import record_findings, recorded_findings
from orchestration.validation.thresholds import Threshold, too_many_in_question
from orchestration.validation.unit_slip import unit_slip
from orchestration.warehouse import ledger

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Only a version that takes the place of another, or stands beside a year before, is compared with it.
_COMPARING_RULES = {"R07", "R11", "R13", "R14"}


def decide(
    connection: DuckDBPyConnection,
    submission: ledger.Submission,
    findings: Sequence[Finding],
    catalogue: Catalogue,
    waivers: Waivers,
    threshold: Threshold | None = None,
) -> str:
    """Decide on a landed submission, write its state and those of its findings, and supersede what it replaces.

    A file that is rejected leaves the version in force as it is; so is one of which too many rows are in question. An
    edition older than the one in force is accepted as history: it is superseded at once. A finding that is waived does
    not count.

    Returns:
        The state of the submission.
    """
    is_waived = waivers.for_submission(submission)
    standing = [finding for finding in findings if not is_waived(finding)]
    excess = too_many_in_question(connection, submission, standing, catalogue, threshold)
    excess = that_hold(excess, catalogue, submission.financial_year)
    record_findings(connection, submission, excess, catalogue)
    findings = [*findings, *excess]
    standing.extend(finding for finding in excess if not is_waived(finding))
    before = ledger.in_force(connection, submission)
    rules_run = catalogue.holding_in(submission.financial_year)
    if worst_severity(standing, catalogue) == "reject":
        reason = rejection_reason(connection, submission, standing, catalogue)
        ledger.set_status(connection, submission.submission_id, "rejected", reason)
        settle(connection, submission, Verdict(is_waived, rules_run - _COMPARING_RULES))
        return "rejected"
    if before and submission.edition and before.edition and submission.edition < before.edition:
        late = Finding("R14", value=submission.edition, expected=before.edition)
        record_findings(connection, submission, [late], catalogue)
        reason = late.sentence(catalogue["R14"], submission.file_name)
        ledger.set_status(connection, submission.submission_id, "superseded", reason)
        settle(connection, submission, Verdict(is_waived, is_late=True))
        return "superseded"
    found = unit_slip(connection, submission, catalogue["R11"].number)
    if before:
        found.extend(record_changes(connection, submission, before))
    compared = that_hold(found, catalogue, submission.financial_year)
    record_findings(connection, submission, compared, catalogue)
    status = _accept(connection, submission, [*findings, *compared], catalogue, waivers, before)
    settle(connection, submission, Verdict(is_waived, rules_run))
    return status


def refresh_waivers(
    connection: DuckDBPyConnection, return_id: str, catalogue: Catalogue, waivers: Waivers
) -> dict[str, str]:
    """Bring submissions in force up to date with the waivers that hold today: one that ended lets its findings back.

    A version in force stays in force even where a finding that would reject a new file is back: it is in question.

    Returns:
        Submission to its state, for those whose findings changed.
    """
    outcomes = {}
    for submission in _with_waivers(connection, return_id):
        is_waived = waivers.for_submission(submission)
        rules = restate(connection, submission, is_waived)
        if rules:
            outcomes[submission.submission_id] = decide_anew(connection, submission, catalogue, waivers)
    return outcomes


def close_switched_off(
    connection: DuckDBPyConnection, return_id: str, catalogue: Catalogue, waivers: Waivers
) -> dict[str, str]:
    """Close the findings, in submissions in force, of rules that no longer hold: they are superseded, not fixed.

    Returns:
        Submission to its state, for those whose findings changed.
    """
    outcomes = {}
    for submission in _in_force_with_findings(connection, return_id, catalogue):
        if close_what_does_not_hold(connection, submission, catalogue):
            outcomes[submission.submission_id] = decide_anew(connection, submission, catalogue, waivers)
    return outcomes


def close_what_does_not_hold(
    connection: DuckDBPyConnection, submission: ledger.Submission, catalogue: Catalogue
) -> bool:
    """Close the findings of a submission whose rules do not hold; whether there were any."""
    holding = catalogue.holding_in(submission.financial_year)
    return supersede(connection, submission, lambda _, finding: finding.rule_in_question not in holding)


def decide_anew(
    connection: DuckDBPyConnection, submission: ledger.Submission, catalogue: Catalogue, waivers: Waivers
) -> str:
    """Decide again on a submission in force, which stays in force, from what is recorded of it; returns its state."""
    return _accept(connection, submission, _recorded(connection, submission, catalogue), catalogue, waivers)


def reconsider_turned_away(
    connection: DuckDBPyConnection, return_id: str, catalogue: Catalogue, waivers: Waivers
) -> None:
    """Let submissions that reading turned away go on, if all that kept them out is waived or switched off by now."""
    for submission in _turned_away_by_reading(connection, return_id):
        findings = _recorded(connection, submission, catalogue)
        is_waived = waivers.for_submission(submission)
        if worst_severity([each for each in findings if not is_waived(each)], catalogue) != "reject":
            reason = "Landed; what kept it out is waived. Waits for validation."
            ledger.set_status(connection, submission.submission_id, "received", reason)


def _recorded(connection: DuckDBPyConnection, submission: ledger.Submission, catalogue: Catalogue) -> list[Finding]:
    """Open findings of a submission, of rules that hold."""
    return that_hold(recorded_findings(connection, submission.submission_id), catalogue, submission.financial_year)


def _in_force_with_findings(
    connection: DuckDBPyConnection, return_id: str, catalogue: Catalogue
) -> list[ledger.Submission]:
    """Submissions in force of a return with open findings of rules that do not hold for every year."""
    partial = [rule.rule_id for rule in catalogue if not rule.is_active or rule.valid_from_year or rule.valid_to_year]
    return (
        read_submissions(
            connection,
            "return_id = $return_id AND list_contains($in_force, status) AND submission_id IN "
            "(SELECT submission_id FROM ledger.findings WHERE state <> 'superseded' "
            "AND list_contains($partial, CASE WHEN rule_id = 'H01' THEN value_given ELSE rule_id END))",
            {"return_id": return_id, "in_force": list(ledger.IN_FORCE), "partial": partial},
        )
        if partial
        else []
    )


def _with_waivers(connection: DuckDBPyConnection, return_id: str) -> list[ledger.Submission]:
    """Submissions in force of a return about which there is or was a waiver."""
    return read_submissions(
        connection,
        "return_id = $return_id AND list_contains($in_force, status) AND EXISTS (SELECT 1 FROM ledger.decisions "
        "WHERE kind = 'waiver' AND return_id = submissions.return_id "
        "AND force_id IS NOT DISTINCT FROM submissions.force_id)",
        {"return_id": return_id, "in_force": list(ledger.IN_FORCE)},
    )


def _turned_away_by_reading(connection: DuckDBPyConnection, return_id: str) -> list[ledger.Submission]:
    """Latest versions of a return that were rejected before any suite was run on them."""
    return read_submissions(
        connection,
        "return_id = $return_id AND status = 'rejected' "
        "AND submission_id NOT IN (SELECT submission_id FROM ledger.rule_results) "
        "AND NOT EXISTS (SELECT 1 FROM ledger.submissions AS later WHERE later.return_id = submissions.return_id "
        "AND later.force_id IS NOT DISTINCT FROM submissions.force_id "
        "AND later.financial_year IS NOT DISTINCT FROM submissions.financial_year "
        "AND later.variant IS NOT DISTINCT FROM submissions.variant AND later.version > submissions.version)",
        {"return_id": return_id},
    )


def _accept(
    connection: DuckDBPyConnection,
    submission: ledger.Submission,
    findings: Sequence[Finding],
    catalogue: Catalogue,
    waivers: Waivers,
    before: ledger.Submission | None = None,
) -> str:
    is_waived = waivers.for_submission(submission)
    standing = [finding for finding in findings if not is_waived(finding)]
    is_in_question = worst_severity(standing, catalogue) in {"reject", "query"}
    status = "accepted_with_queries" if is_in_question else "accepted"
    reason = _acceptance_reason(standing, len(findings) - len(standing), catalogue)
    supersedes = before.submission_id if before else None
    ledger.set_status(connection, submission.submission_id, status, reason, supersedes)
    if before:
        reason = f"Replaced by {submission.submission_id} ({submission.file_name})."
        ledger.set_status(connection, before.submission_id, "superseded", reason)
    return status


def rejection_reason(
    connection: DuckDBPyConnection, submission: ledger.Submission, findings: Sequence[Finding], catalogue: Catalogue
) -> str:
    """Why a submission was turned away, and which earlier version stays in force."""
    rejecting = [finding for finding in findings if catalogue[finding.rule_id].severity == "reject"]
    first = rejecting[0]
    sentence = first.sentence(catalogue[first.rule_id], submission.file_name)
    more = len(rejecting) - 1
    others = f" {more:,} more such {'findings' if more > 1 else 'finding'} on the steward's list." if more else ""
    return f"{sentence}{others}{_still_in_force(connection, submission)}"


def _still_in_force(connection: DuckDBPyConnection, submission: ledger.Submission) -> str:
    if submission.return_id is None:
        return ""
    before = ledger.in_force(connection, submission)
    if before is None:
        return ""
    return f" Version {before.version} ({before.file_name}) stays in force."


def _acceptance_reason(standing: Sequence[Finding], waived: int, catalogue: Catalogue) -> str:
    counts = Counter(catalogue[finding.rule_id].severity for finding in standing)
    to_answer, notes = counts["reject"] + counts["query"], counts["note"]
    if not (to_answer or notes or waived):
        return "Every rule holds."
    parts = []
    if to_answer:
        parts.append(f"{to_answer:,} {'queries' if to_answer > 1 else 'query'} to answer")
    if notes:
        parts.append(f"{notes:,} {'notes' if notes > 1 else 'note'}")
    if waived:
        parts.append(f"{waived:,} {'findings' if waived > 1 else 'finding'} waived")
    listed = " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]
    return f"Accepted with {listed}."
