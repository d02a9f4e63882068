"""The outcome of a submission: accepted, accepted with queries, rejected, superseded; and why, in a sentence.

Belongs here: deciding from findings. Does not belong here: finding (`validation.suites`, `intake`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from orchestration.validation.catalogue import Catalogue
from orchestration.validation.changes import record_changes
from orchestration.validation.findings import Finding, worst_severity
from orchestration.validation.record import record_findings
from orchestration.validation.unit_slip import unit_slip
from orchestration.warehouse import ledger

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def decide(
    connection: DuckDBPyConnection, submission: ledger.Submission, findings: Sequence[Finding], catalogue: Catalogue
) -> str:
    """Decide on a landed submission, write the state, and supersede what it replaces; returns the state.

    A file that is rejected leaves the version in force as it is. An edition older than the one in force is accepted
    as history: it is superseded at once.
    """
    before = ledger.in_force(connection, submission)
    if worst_severity(findings, catalogue) == "reject":
        reason = rejection_reason(connection, submission, findings, catalogue)
        ledger.set_status(connection, submission.submission_id, "rejected", reason)
        return "rejected"
    if before and submission.edition and before.edition and submission.edition < before.edition:
        late = Finding("R14", value=submission.edition, expected=before.edition)
        record_findings(connection, submission, [late], catalogue)
        reason = late.sentence(catalogue["R14"], submission.file_name)
        ledger.set_status(connection, submission.submission_id, "superseded", reason)
        return "superseded"
    compared = unit_slip(connection, submission)
    if before:
        compared.extend(record_changes(connection, submission, before))
    record_findings(connection, submission, compared, catalogue)
    findings = [*findings, *compared]
    status = "accepted_with_queries" if worst_severity(findings, catalogue) == "query" else "accepted"
    ledger.set_status(
        connection,
        submission.submission_id,
        status,
        _acceptance_reason(findings, catalogue),
        before.submission_id if before else None,
    )
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


def _acceptance_reason(findings: Sequence[Finding], catalogue: Catalogue) -> str:
    counts = Counter(catalogue[finding.rule_id].severity for finding in findings)
    queries, notes = counts["query"], counts["note"]
    if not queries and not notes:
        return "Every rule holds."
    parts = []
    if queries:
        parts.append(f"{queries:,} {'queries' if queries > 1 else 'query'} to answer")
    if notes:
        parts.append(f"{notes:,} {'notes' if notes > 1 else 'note'}")
    return f"Accepted with {' and '.join(parts)}."
