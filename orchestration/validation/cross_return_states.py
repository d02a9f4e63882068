"""What becomes of findings of rules across submissions, which come and go while a version is in force.

In scope: bringing their states up to date with what the rules say now. Out of scope: finding them
(`validation.cross_return`), or the states that a version gets when it is decided on (`findings.history`).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestration.findings.finding import Finding
from orchestration.findings.history import (
    COULD_NOT_RUN,
    FIXED,
    NEW,
    STILL_THERE,
    SUPERSEDED,
    WAIVED,
    Past,
    append,
    past_of,
    write_states,
)
from orchestration.warehouse.ledger import Submission

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Comparison:
    """What the rules that look across submissions say of one of them.

    Attributes:
        findings: All that they find on it now.
        rules_run: Rules that were run; what one of them no longer finds is fixed.
        rules_broken: Rules that could not be run.
    """

    findings: Sequence[Finding]
    rules_run: Collection[str]
    rules_broken: Collection[str]


def update_states(
    connection: DuckDBPyConnection,
    submission: Submission,
    comparison: Comparison,
    is_waived: Callable[[Finding], bool],
) -> bool:
    """Bring states up to date with what rules across submissions find on a submission in force; whether any changed.

    Its findings are in the ledger by now, those of an earlier comparison among them: one that is found no longer is
    fixed, and one that is found with another value takes the place of the one before.
    """
    found = {finding.finding_id(submission.submission_id): finding for finding in comparison.findings}
    rows = _compared_rows(connection, submission, comparison)
    said = _last_said(connection, submission)
    key = submission.submission_id
    past = past_of(connection, [submission])[key] if (submission.version or 1) > 1 else {}
    states = {
        row.identity: _state_now(found[row.finding_id], said.get(row.identity), past.get(row.identity), is_waived)
        for row in rows
        if row.finding_id in found
    }
    rules = {identity: each.rule_id for identity, each in past.items()} | {row.identity: row.rule_id for row in rows}
    for identity, rule_id in rules.items():
        if identity not in states and (said.get(identity) or past[identity].state) != FIXED:
            if rule_id in comparison.rules_run:
                states[identity] = FIXED
            elif rule_id in comparison.rules_broken:
                states[identity] = COULD_NOT_RUN
    changed = [row for row in rows if _row_state(row, found, states) != row.state]
    firsts = _firsts(rows, past, submission)
    write_states(
        connection,
        [(row.finding_id, _row_state(row, found, states), *firsts[row.identity]) for row in changed],
    )
    news = [(identity, key, state) for identity, state in states.items() if state != said.get(identity)]
    append(connection, news)
    return bool(changed or news)


@dataclass(frozen=True)
class _Row:
    """A finding of a rule across submissions, as the ledger has it; of H01, the rule that could not run."""

    finding_id: str
    identity: str
    state: str | None
    rule_id: str
    found_at: datetime.datetime


def _compared_rows(connection: DuckDBPyConnection, submission: Submission, comparison: Comparison) -> list[_Row]:
    rows = connection.execute(
        "SELECT finding_id, identity, state, CASE rule_id WHEN 'H01' THEN value_given ELSE rule_id END AS rule, "
        "found_at FROM ledger.findings WHERE submission_id = ? AND list_contains(?, rule) ORDER BY finding_id",
        [submission.submission_id, [*comparison.rules_run, *comparison.rules_broken]],
    ).fetchall()
    return [_Row(*row) for row in rows]


def _last_said(connection: DuckDBPyConnection, submission: Submission) -> dict[str, str]:
    """Where this version left each identity."""
    return dict(
        connection.execute(
            "SELECT identity, arg_max(state, recorded_at) FROM ledger.finding_history "
            "WHERE submission_id = ? GROUP BY identity",
            [submission.submission_id],
        ).fetchall()
    )


def _state_now(finding: Finding, said: str | None, before: Past | None, is_waived: Callable[[Finding], bool]) -> str:
    if said is None or said == FIXED:
        was_there = said is None and before is not None and before.state != FIXED
        said = STILL_THERE if was_there else NEW
    if finding.rule_id == "H01":
        return COULD_NOT_RUN
    if is_waived(finding):
        return WAIVED
    return said if said in (NEW, STILL_THERE) else STILL_THERE


def _row_state(row: _Row, found: Mapping[str, Finding], states: Mapping[str, str]) -> str | None:
    """The state that a row should have: its identity's, unless another row has taken its place."""
    state = states.get(row.identity, row.state)
    if row.finding_id in found or row.state is None:
        return state
    is_replaced = row.state == SUPERSEDED or (row.identity in states and state not in (FIXED, COULD_NOT_RUN))
    return SUPERSEDED if is_replaced else state


def _firsts(
    rows: Sequence[_Row], past: Mapping[str, Past], submission: Submission
) -> dict[str, tuple[datetime.datetime, str]]:
    """When and in which version each identity was first found."""
    firsts: dict[str, tuple[datetime.datetime, str]] = {}
    for row in sorted(rows, key=lambda row: row.found_at):
        before = past.get(row.identity)
        first = (before.first_found_at, before.first_submission_id) if before else None
        firsts.setdefault(row.identity, first or (row.found_at, submission.submission_id))
    return firsts
