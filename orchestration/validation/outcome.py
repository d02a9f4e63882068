"""The outcome of a submission: accepted, accepted with queries, rejected, superseded; and why, in a sentence.

In scope: deciding from findings and waivers, and deciding anew when a waiver begins or ends. Out of scope:
finding (`validation.suites`, `intake`), the register of waivers (`findings.decisions`), or the states of findings
(`findings.history`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from orchestration.findings.answers import explained_among
from orchestration.findings.catalogue import Catalogue
from orchestration.findings.decisions import Waivers
from orchestration.findings.finding import Finding, applicable_findings, worst_severity
from orchestration.findings.history import Verdict, assign_states, read_submissions, supersede, update_waived_states
from orchestration.findings.reasons import acceptance_sentence, rejection_sentence
from orchestration.findings.record import Found, record_findings, recorded_findings
from orchestration.intake.content_edition import is_older as is_older_edition
from orchestration.returns.description import description_of
from orchestration.validation.changes import record_changes
from orchestration.validation.edition_sheets import sheet_slips
from orchestration.validation.thresholds import Threshold, too_many_in_question
from orchestration.validation.unit_errors import find_unit_errors
from orchestration.warehouse import ledger

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NOT_STATED = "not stated"
# Only a version that takes the place of another is compared with it.
_COMPARING_RULES = {"R07", "R13", "R14", "R22"}


@dataclass(frozen=True)
class _Case:
    """One submission before it is decided on: what was found in it, what of that is waived, what is in force.

    Attributes:
        sent_before: Version and name of the earlier one with the same bytes, if there is one.
    """

    submission: ledger.Submission
    findings: Sequence[Finding]
    is_waived: Callable[[Finding], bool]
    before: ledger.Submission | None
    threshold: Threshold | None = None
    sent_before: str | None = None

    @property
    def standing(self) -> list[Finding]:
        """Findings that no waiver covers."""
        return [finding for finding in self.findings if not self.is_waived(finding)]

    @property
    def is_late(self) -> bool:
        """Whether a later edition is in force already; a sender who sends an earlier file again means to go back."""
        return self.is_older and not (self.sent_before and description_of(self.submission.return_id or "").per_force)

    @property
    def is_older(self) -> bool:
        """Whether its edition is before the one in force, or unknown where that one's is known."""
        if not (self.before and self.before.edition):
            return False
        if not self.submission.edition:
            # A force or register corrects itself without a date; a published table of no edition may be an old one.
            description = description_of(self.submission.return_id or "")
            return not description.per_force and not description.recognise.about_sheet
        return is_older_edition(self.submission.edition, self.before.edition)


def decide(
    connection: DuckDBPyConnection,
    found: Sequence[Found],
    catalogue: Catalogue,
    waivers: Waivers,
    threshold_of: Callable[[ledger.Submission], Threshold | None] = lambda _: None,
) -> dict[str, str]:
    """Decide on landed submissions, write their states and those of their findings, and supersede what they replace.

    A file that is rejected leaves the version in force as it is; so is one of which too many rows are in question. An
    edition older than the one in force is accepted as history: it is superseded at once, unless a force sends the very
    file of an earlier version again. A finding that is waived does
    not count.

    Args:
        connection: The private file; the caller holds the transaction.
        found: Submissions of one return with what was found in each; no two of one series, nor any of the year
            before another, whose figures it is compared with.
        catalogue: The rules.
        waivers: Waivers that hold.
        threshold_of: How much of a submission may be in question; nothing is judged where it gives None.

    Returns:
        Submission to its state.
    """
    before = ledger.in_force(connection, [submission for submission, _ in found])
    again = ledger.sent_before(connection, [submission for submission, _ in found])
    cases = [
        _Case(
            each,
            findings,
            waivers.for_submission(each),
            before.get(each.submission_id),
            threshold_of(each),
            again.get(each.submission_id),
        )
        for each, findings in found
    ]
    cases = _with_excess(connection, cases, catalogue)
    rejected: list[_Case] = []
    late: list[_Case] = []
    accepted: list[_Case] = []
    for case in cases:
        is_rejected = worst_severity(case.standing, catalogue) == "reject"
        (rejected if is_rejected else late if case.is_late else accepted).append(case)
    rejected = _with_slips(connection, rejected, catalogue)
    states = [
        *_rejected(rejected, catalogue),
        *_late(connection, late, catalogue),
        *_accepted(connection, accepted, catalogue),
    ]
    ledger.set_statuses(connection, states)
    verdicts = [(case.submission, _verdict(case, catalogue, but=_COMPARING_RULES)) for case in rejected]
    verdicts += [(case.submission, Verdict(case.is_waived, is_late=True)) for case in late]
    verdicts += [(case.submission, _verdict(case, catalogue)) for case in accepted]
    assign_states(connection, verdicts)
    decided = {state.submission_id: state.status for state in states}
    return {submission.submission_id: decided[submission.submission_id] for submission, _ in found}


def _with_excess(connection: DuckDBPyConnection, cases: Sequence[_Case], catalogue: Catalogue) -> list[_Case]:
    """The cases, each with R20 among its findings where too many of its rows have a query that nobody has answered."""
    excesses = []
    for case in cases:
        explained = explained_among(connection, case.submission, case.standing) if case.threshold else []
        unanswered = [each for each in case.standing if each not in explained]
        excess = too_many_in_question(connection, case.submission, unanswered, catalogue, case.threshold)
        excesses.append(applicable_findings(excess, catalogue, case.submission.financial_year))
    record_findings(
        connection, [(case.submission, each) for case, each in zip(cases, excesses, strict=True)], catalogue
    )
    return [
        replace(case, findings=[*case.findings, *each]) if each else case
        for case, each in zip(cases, excesses, strict=True)
    ]


def _verdict(case: _Case, catalogue: Catalogue, but: Collection[str] = ()) -> Verdict:
    """What the submission's own validation says: every rule of its year was run, those apart that were not.

    Of a file that reading rejected some may not have been looked at, so that nothing of it is known to be fixed.
    """
    if case.submission.status == "rejected":
        return Verdict(case.is_waived)
    holding = catalogue.holding_in(case.submission.financial_year)
    # Rules across submissions and matching are run afterwards, and say themselves what is fixed.
    across = {rule.rule_id for rule in catalogue if rule.checked_by in {"dbt", "matching"}}
    return Verdict(case.is_waived, holding - across - set(but))


def _rejected(cases: Sequence[_Case], catalogue: Catalogue) -> list[ledger.NewState]:
    return [
        ledger.NewState(
            case.submission.submission_id,
            "rejected",
            rejection_sentence(case.submission, case.standing, catalogue, case.before),
        )
        for case in cases
    ]


def _with_slips(connection: DuckDBPyConnection, cases: Sequence[_Case], catalogue: Catalogue) -> list[_Case]:
    """Rejected submissions with what the year before says of their unit: their sender hears of everything at once."""
    slips = find_unit_errors(connection, [case.submission for case in cases], catalogue["R11"].number)
    told = {
        key: applicable_findings([slip], catalogue, case.submission.financial_year)
        for case in cases
        if (slip := slips.get(key := case.submission.submission_id))
    }
    record_findings(
        connection, [(case.submission, told.get(case.submission.submission_id, [])) for case in cases], catalogue
    )
    return [replace(case, findings=[*case.findings, *told.get(case.submission.submission_id, [])]) for case in cases]


def _late(connection: DuckDBPyConnection, cases: Sequence[_Case], catalogue: Catalogue) -> list[ledger.NewState]:
    notes = [
        (case.submission, [Finding("R14", value=case.submission.edition or NOT_STATED, expected=case.before.edition)])
        for case in cases
        if case.before
    ]
    record_findings(connection, notes, catalogue)
    return [
        ledger.NewState(submission.submission_id, "superseded", late.sentence(catalogue["R14"], submission.file_name))
        for submission, (late,) in notes
    ]


def _accepted(connection: DuckDBPyConnection, cases: Sequence[_Case], catalogue: Catalogue) -> list[ledger.NewState]:
    """States of what is let in, compared with what it replaces and with the year before, and of what it replaces."""
    slips = find_unit_errors(connection, [case.submission for case in cases], catalogue["R11"].number)
    sheets = sheet_slips(connection, [case.submission for case in cases], catalogue["S24"].number)
    changes = record_changes(connection, [(case.submission, case.before) for case in cases if case.before])
    states = []
    compared = []
    for case in cases:
        key = case.submission.submission_id
        told = [*([slips[key]] if key in slips else []), *sheets.get(key, []), *changes.get(key, [])]
        if case.is_older and case.before:
            later = f"{case.before.version} ({case.before.file_name})"
            told.append(Finding("R22", value=case.sent_before, expected=later))
        further = applicable_findings(told, catalogue, case.submission.financial_year)
        compared.append((case.submission, further))
        states += _accept(replace(case, findings=[*case.findings, *further]), catalogue)
    record_findings(connection, compared, catalogue)
    return states


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
        rules = update_waived_states(connection, submission, is_waived)
        if rules:
            outcomes[submission.submission_id] = decide_again(connection, submission, catalogue, waivers)
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
        if close_inapplicable(connection, submission, catalogue):
            outcomes[submission.submission_id] = decide_again(connection, submission, catalogue, waivers)
    return outcomes


def close_inapplicable(connection: DuckDBPyConnection, submission: ledger.Submission, catalogue: Catalogue) -> bool:
    """Close the findings of a submission whose rules do not hold; whether there were any."""
    holding = catalogue.holding_in(submission.financial_year)
    return supersede(connection, submission, lambda _, finding: finding.rule_in_question not in holding)


def decide_again(
    connection: DuckDBPyConnection, submission: ledger.Submission, catalogue: Catalogue, waivers: Waivers
) -> str:
    """Decide again on a submission in force, which stays in force, from what is recorded of it; returns its state."""
    case = _Case(submission, _recorded(connection, submission, catalogue), waivers.for_submission(submission), None)
    states = _accept(case, catalogue)
    ledger.set_statuses(connection, states)
    return states[0].status


def reassess_rejected(connection: DuckDBPyConnection, return_id: str, catalogue: Catalogue, waivers: Waivers) -> None:
    """Let submissions that reading rejected go on, if all that kept them out is waived or switched off by now."""
    for submission in _turned_away_by_reading(connection, return_id):
        findings = _recorded(connection, submission, catalogue)
        is_waived = waivers.for_submission(submission)
        if worst_severity([each for each in findings if not is_waived(each)], catalogue) != "reject":
            reason = "Landed; its rejecting findings are waived. Waiting for validation."
            ledger.set_status(connection, submission.submission_id, "received", reason)


def _recorded(connection: DuckDBPyConnection, submission: ledger.Submission, catalogue: Catalogue) -> list[Finding]:
    """Open findings of a submission, of rules that hold."""
    found = recorded_findings(connection, [submission.submission_id])[submission.submission_id]
    return applicable_findings(found, catalogue, submission.financial_year)


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


def _accept(case: _Case, catalogue: Catalogue) -> list[ledger.NewState]:
    """The state of a submission that is let in, and that of the version it replaces."""
    submission, standing, before = case.submission, case.standing, case.before
    is_in_question = worst_severity(standing, catalogue) in {"reject", "query"}
    status = "accepted_with_queries" if is_in_question else "accepted"
    reason = acceptance_sentence(standing, len(case.findings) - len(standing), catalogue)
    supersedes = before.submission_id if before else None
    states = [ledger.NewState(submission.submission_id, status, reason, supersedes)]
    if before:
        reason = f"Replaced by {submission.submission_id} ({submission.file_name})."
        states.append(ledger.NewState(before.submission_id, "superseded", reason))
    return states
