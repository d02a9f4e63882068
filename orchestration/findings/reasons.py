"""Why a submission was accepted or rejected, as a sentence.

In scope: the sentences. Out of scope: deciding (`validation.outcome`, `intake`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from orchestration.findings.catalogue import Catalogue
from orchestration.findings.finding import Finding
from orchestration.warehouse import ledger

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def rejection_reason(
    connection: DuckDBPyConnection, submission: ledger.Submission, findings: Sequence[Finding], catalogue: Catalogue
) -> str:
    """Why a submission was rejected, and which earlier version stays in force."""
    before = ledger.in_force(connection, [submission]).get(submission.submission_id)
    return rejection_sentence(submission, findings, catalogue, before)


def rejection_sentence(
    submission: ledger.Submission, findings: Sequence[Finding], catalogue: Catalogue, before: ledger.Submission | None
) -> str:
    """The same where the version before is known."""
    rejecting = [finding for finding in findings if catalogue[finding.rule_id].severity == "reject"]
    first = rejecting[0]
    sentence = first.sentence(catalogue[first.rule_id], submission.file_name)
    more = len(rejecting) - 1
    others = (
        f" {more:,} more {'findings' if more > 1 else 'finding'} like this in the steward's report." if more else ""
    )
    stays = f" Version {before.version} ({before.file_name}) is still used." if before else ""
    return f"{sentence}{others}{stays}"


def acceptance_sentence(standing: Sequence[Finding], waived: int, catalogue: Catalogue) -> str:
    """With what a submission was accepted."""
    counts = Counter(catalogue[finding.rule_id].severity for finding in standing)
    to_answer, notes = counts["reject"] + counts["query"], counts["note"]
    if not (to_answer or notes or waived):
        return "Passed every check."
    parts = []
    if to_answer:
        parts.append(f"{to_answer:,} {'queries' if to_answer > 1 else 'query'} to answer")
    if notes:
        parts.append(f"{notes:,} {'notes' if notes > 1 else 'note'}")
    if waived:
        parts.append(f"{waived:,} {'findings' if waived > 1 else 'finding'} waived")
    listed = " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]
    return f"Accepted with {listed}."
