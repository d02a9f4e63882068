"""Explanations that a sender wrote beside findings in the workbook that was returned, recorded as decisions.

In scope: finding them among the rows of a submission, recording each once, and which findings are explained. Out of
scope: reading the sheet (`returns.hub_sheets`), corrected values (`intake.corrections`).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from orchestration.findings.catalogue import Catalogue
from orchestration.findings.decisions import (
    Decision,
    DecisionRefused,
    Scope,
    read_decisions,
    record_explanation,
)
from orchestration.findings.finding import Finding, folded_key
from orchestration.findings.history import identity_of
from orchestration.returns.description import description_of
from orchestration.returns.hub_sheets import FINDINGS_SHEET, OTHER_FINDINGS_SHEET, Answer, answers_in
from orchestration.warehouse.ledger import Submission

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROLE = "sender, in the returned workbook"


def record_answers(
    connection: DuckDBPyConnection, submissions: Sequence[Submission], catalogue: Catalogue
) -> dict[str, list[Finding]]:
    """Record the explanations of some submissions as `icm explain` does; the caller holds the transaction.

    Returns:
        Submission to what is told of its answers: how many were recorded, and which could not be.
    """
    told: dict[str, list[Finding]] = {}
    answers = _answers(connection, [each.submission_id for each in submissions])
    for submission in submissions:
        own = [each for each in answers.get(submission.submission_id, ()) if each.explanation]
        if own and submission.return_id:
            told[submission.submission_id] = _record(connection, submission, own, catalogue)
    return told


def date_first_comparison(connection: DuckDBPyConnection, submission: Submission, rules: Iterable[str]) -> None:
    """Date what the first comparison of a submission found from when the file came.

    An explanation is of the value that was seen when it was given. A first comparison finds its value after the
    workbook with the explanation was read, although the sender has seen it: in a check before sending.
    """
    connection.execute(
        "UPDATE ledger.findings SET found_at = came.received_at FROM ledger.submissions AS came "
        "WHERE came.submission_id = findings.submission_id AND findings.submission_id = $key "
        "AND list_contains($rules, findings.rule_id)",
        {"rules": list(rules), "key": submission.submission_id},
    )


def explained_among(
    connection: DuckDBPyConnection, submission: Submission, findings: Sequence[Finding]
) -> dict[Finding, Decision]:
    """Findings of a submission that were explained when, or after, their value was first seen, with the last word."""
    decisions = [each for each in read_decisions(connection) if each.kind == "explanation"]
    covered = [(finding, each) for finding in findings for each in decisions if each.covers(submission, finding)]
    if not covered:
        return {}
    identities = {identity_of(submission, finding) for finding, _ in covered}
    rows = connection.execute(
        "SELECT identity, value_given, min(found_at) FROM ledger.findings WHERE list_contains(?, identity) "
        "GROUP BY identity, value_given",
        [sorted(identities)],
    ).fetchall()
    seen = {(identity, value): found_at for identity, value, found_at in rows}
    explained = {}
    for finding, decision in covered:
        first_seen = seen.get((identity_of(submission, finding), finding.value))
        if first_seen is None or first_seen <= decision.decided_at:
            explained[finding] = decision
    return explained


def _answers(connection: DuckDBPyConnection, submission_ids: list[str]) -> dict[str, list[Answer]]:
    rows = connection.execute(
        "SELECT _submission_id, _row, cells FROM raw.other_rows WHERE list_contains(?, _submission_id) "
        "AND list_contains(?, _sheet) AND fate = 'footnote' ORDER BY _submission_id, _sheet, _row",
        [submission_ids, [FINDINGS_SHEET, OTHER_FINDINGS_SHEET]],
    ).fetchall()
    by_submission: dict[str, list[tuple[int, list[str | None]]]] = defaultdict(list)
    for key, number, cells in rows:
        by_submission[key].append((number, json.loads(cells)))
    return {key: answers_in(own) for key, own in by_submission.items()}


def _record(
    connection: DuckDBPyConnection, submission: Submission, answers: Sequence[Answer], catalogue: Catalogue
) -> list[Finding]:
    scope = Scope(submission.return_id or "", submission.force_id, submission.financial_year, submission.variant)
    findings: list[Finding] = []
    recorded = 0
    known = {_fingerprint(each) for each in read_decisions(connection) if _is_explanation_of(each, scope)}
    for answer in answers:
        by = answer.name or _completed_by(connection, submission)
        key = answer.key or answer.cell
        place = (answer.rule_id, _values_of(key), answer.explanation, by)
        if place in known:
            continue
        try:
            if not by:
                raise DecisionRefused("It has no name: write who gives it in the column 'Your name'.")
            record_explanation(connection, catalogue, answer.rule_id, scope, key, answer.explanation, by, ROLE)
        except DecisionRefused as error:
            findings.append(Finding("S32", sheet=FINDINGS_SHEET, row=answer.row, detail=str(error)))
            continue
        known.add(place)
        recorded += 1
    if recorded:
        words = f"{recorded:,} explanation{'s were' if recorded > 1 else ' was'}"
        findings.append(Finding("S34", sheet=FINDINGS_SHEET, value=words))
    return findings


def _is_explanation_of(decision: Decision, scope: Scope) -> bool:
    own = (decision.return_id, decision.force_id, decision.financial_year, decision.variant)
    return decision.kind == "explanation" and own == (
        scope.return_id, scope.force_id, scope.financial_year, scope.variant,
    )  # fmt: skip


def _fingerprint(decision: Decision) -> tuple[str | None, str, str | None, str]:
    return decision.rule_id, _values_of(decision.natural_key or ""), decision.reason, decision.decided_by


def _values_of(key: str) -> str:
    """A natural key without the names of its columns, as lists show it, folded."""
    return folded_key("; ".join(part.partition("=")[2] or part for part in key.split(";")))


def _completed_by(connection: DuckDBPyConnection, submission: Submission) -> str:
    """Who filled in the return, as its sheet About says; empty where it does not."""
    description = description_of(submission.return_id or "")
    if not description.about_item("Completed by"):
        return ""
    row = connection.execute(
        f"SELECT trim(value) FROM raw.{description.return_id}__about WHERE _submission_id = ? "
        "AND lower(trim(item)) = 'completed by'",
        [submission.submission_id],
    ).fetchone()
    return str(row[0]) if row and row[0] else ""
