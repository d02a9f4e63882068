"""Taking back a version that should never have been sent: the one before it is current again, or none is.

In scope: which version is withdrawn, which takes its place, and the states of both and of their findings. Out of
scope: the register of decisions (`findings.decisions`), or the tables, which follow on the next load.

Nothing is deleted: the rows, the findings and the line of a withdrawn version stay, and the line says who withdrew it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestration.findings.catalogue import Catalogue
from orchestration.findings.decisions import (
    Decision,
    DecisionRefused,
    Scope,
    read_waivers,
    record_withdrawal,
    write_decisions,
)
from orchestration.findings.finding import did_you_mean
from orchestration.findings.history import STILL_THERE, SUPERSEDED, append, read_submissions, supersede
from orchestration.intake.values import first_day
from orchestration.returns.reference_lists import folded
from orchestration.validation.outcome import decide_again
from orchestration.warehouse import ledger
from orchestration.warehouse.clock import stage_clock, wall_clock
from orchestration.warehouse.database import transaction

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_CHOICES = 8  # versions that are named where it is not clear which is meant
_HISTORY_ONLY = "R14"  # the note to an edition that was never current, because a later one was


@dataclass(frozen=True)
class Withdrawal:
    """A version that was withdrawn.

    Attributes:
        decision: The line of the register.
        withdrawn: The version.
        restored: The version that is current again; None if none is.
    """

    decision: Decision
    withdrawn: ledger.Submission
    restored: ledger.Submission | None


def withdraw(
    connection: DuckDBPyConnection, catalogue: Catalogue, scope: Scope, series: str, reason: str, by: str
) -> Withdrawal:
    """Withdraw the current version of a return, register or national table.

    Args:
        connection: The private file.
        catalogue: The rules.
        scope: Return, force, year and basis.
        series: Register, set or table, or name of the file, where the return has several; empty where it has one.
        reason: Why.
        by: Who decides.

    Raises:
        DecisionRefused: If no version or more than one is meant, or a reason or name is missing.
    """
    withdrawn = _meant(connection, scope, series)
    with stage_clock(wall_clock()), transaction(connection):
        exact = Scope(scope.return_id, withdrawn.force_id, withdrawn.financial_year, withdrawn.variant)
        decision = record_withdrawal(connection, exact, withdrawn.submission_id, reason, by)
        return _carried_out(connection, catalogue, decision, withdrawn)


def withdraw_again(connection: DuckDBPyConnection, catalogue: Catalogue, decision: Decision) -> None:
    """Carry out a withdrawal that was decided before, on a warehouse that is made anew."""
    withdrawn = read_submissions(connection, "submission_id = $key", {"key": decision.submission_id})
    with transaction(connection):
        write_decisions(connection, [decision])
        for each in withdrawn:
            _carried_out(connection, catalogue, decision, each)


def _carried_out(
    connection: DuckDBPyConnection, catalogue: Catalogue, decision: Decision, withdrawn: ledger.Submission
) -> Withdrawal:
    supersede(connection, withdrawn, lambda *_: True)
    why = f"Withdrawn by {decision.decided_by} ({decision.decision_id}): {decision.reason}"
    ledger.set_status(connection, withdrawn.submission_id, "withdrawn", why)
    restored = _previous(connection, withdrawn)
    if restored:
        _restore(connection, restored, withdrawn, catalogue)
    return Withdrawal(decision, withdrawn, restored)


def _meant(connection: DuckDBPyConnection, scope: Scope, series: str) -> ledger.Submission:
    current = ledger.series_in_force(connection, scope.return_id, scope.force_id)
    of_year = [
        each
        for each in current
        if scope.financial_year in (None, each.financial_year) and scope.variant in (None, each.variant)
    ]
    found = [each for each in of_year if not series or folded(series) in _names(each)]
    if len(found) == 1:
        return found[0]
    whose = " ".join(filter(None, (scope.return_id, scope.force_id, scope.financial_year, scope.variant)))
    if len(found) > 1:
        raise DecisionRefused(
            f"{len(found)} files are current for {whose}. Name the one to withdraw with --series: {_listed(found)}."
        )
    if series and of_year:
        near = did_you_mean(series, [each.variant or each.file_name for each in of_year])
        raise DecisionRefused(f"Nothing called '{series}' is current for {whose}. {near} Current: {_listed(of_year)}.")
    hint = f" Current for this return: {_listed(current)}." if current else ""
    raise DecisionRefused(f"No version of {whose} is current, so there is nothing to withdraw.{hint}")


def _names(submission: ledger.Submission) -> set[str]:
    return {folded(name) for name in (submission.variant, submission.file_name) if name}


def _listed(submissions: Iterable[ledger.Submission]) -> str:
    every = list(submissions)
    named = []
    for each in every[:_CHOICES]:
        variant = each.variant if each.variant != each.return_id else None
        named.append(" ".join(filter(None, (each.financial_year, f"'{variant}'" if variant else None, each.file_name))))
    more = f" and {len(every) - _CHOICES} more" if len(every) > _CHOICES else ""
    return "; ".join(named) + more


def _previous(connection: DuckDBPyConnection, withdrawn: ledger.Submission) -> ledger.Submission | None:
    """The version that was current before, or an edition between the two that came too late to be."""
    before = read_submissions(
        connection,
        "status = 'superseded' AND submission_id = "
        "(SELECT supersedes_submission_id FROM ledger.submissions WHERE submission_id = $key)",
        {"key": withdrawn.submission_id},
    )
    late = read_submissions(
        connection,
        "status = 'superseded' AND return_id = $return_id AND force_id IS NOT DISTINCT FROM $force_id "
        "AND financial_year IS NOT DISTINCT FROM $financial_year AND variant IS NOT DISTINCT FROM $variant "
        "AND submission_id IN (SELECT submission_id FROM ledger.findings WHERE rule_id = $rule_id)",
        {
            "return_id": withdrawn.return_id, "force_id": withdrawn.force_id, "variant": withdrawn.variant,
            "financial_year": withdrawn.financial_year, "rule_id": _HISTORY_ONLY,
        },
    )  # fmt: skip
    return max([*before, *late], key=_age, default=None)


def _age(submission: ledger.Submission) -> tuple[str, int]:
    """What orders editions, and versions of one edition."""
    day = first_day(submission.edition or "")
    return (day.isoformat() if day else submission.edition or "", submission.version or 0)


def _restore(
    connection: DuckDBPyConnection, restored: ledger.Submission, withdrawn: ledger.Submission, catalogue: Catalogue
) -> None:
    """Make a version current, with the findings that it had; those across returns follow on the next load."""
    _open_findings_of_late_edition(connection, restored)
    waivers = read_waivers(connection, ledger.now().date())
    status = decide_again(connection, restored, catalogue, waivers)
    ((reason,),) = connection.execute(
        "SELECT status_reason FROM ledger.submissions WHERE submission_id = ?", [restored.submission_id]
    ).fetchall()
    again = f"{reason} Current again because {withdrawn.submission_id} ({withdrawn.file_name}) was withdrawn."
    ledger.set_status(connection, restored.submission_id, status, again)


def _open_findings_of_late_edition(connection: DuckDBPyConnection, restored: ledger.Submission) -> None:
    """Open the findings of an edition that was never current: they were closed on the day it came."""
    rows = connection.execute(
        "UPDATE ledger.findings SET state = $state WHERE submission_id = $key AND state = $closed "
        "AND rule_id <> $note AND $key IN (SELECT submission_id FROM ledger.findings WHERE rule_id = $note) "
        "RETURNING identity",
        {"state": STILL_THERE, "key": restored.submission_id, "closed": SUPERSEDED, "note": _HISTORY_ONLY},
    ).fetchall()
    append(connection, [(identity, restored.submission_id, STILL_THERE) for identity in {each for (each,) in rows}])
