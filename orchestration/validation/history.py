"""What becomes of a finding from version to version of a return: new, still there, fixed, waived, could not run.

Belongs here: what makes two findings the same one, settling states, and `ledger.finding_history`. Does not belong
here: deciding on the submission (`validation.outcome`), or what is waived (`validation.decisions`).

A finding keeps its identity while its rule, table, column and natural key stay the same within one series (return,
force, financial year and variant), whatever the row it stands on. The history is append-only: one line a finding and
version that said something of it; of several lines of one version the last one holds.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from orchestration.returns.description import Column, Table, description_of, normalised
from orchestration.validation.findings import Finding
from orchestration.warehouse.ledger import Submission, insert_rows, now

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NEW = "new"
STILL_THERE = "still there"
FIXED = "fixed"
WAIVED = "waived"
COULD_NOT_RUN = "could not run"
SUPERSEDED = "superseded"  # of a version that was history on the day it came, or of a rule that no longer holds


@dataclass(frozen=True)
class Verdict:
    """What a submission's own validation says, as far as its findings' states depend on it.

    Attributes:
        is_waived: Whether a finding is covered by a waiver that holds today.
        rules_run: Rules that were run; a finding of any other rule is not fixed because it is not found again.
        is_late: Whether a later edition was in force already.
    """

    is_waived: Callable[[Finding], bool]
    rules_run: Collection[str] = ()
    is_late: bool = False


@dataclass(frozen=True)
class _Past:
    """Where an identity stood before this version."""

    state: str
    rule_id: str
    first_found_at: datetime.datetime
    first_submission_id: str


def identity_of(submission: Submission, finding: Finding) -> str:
    """Key of a finding across the versions of a series."""
    table = table_of(submission, finding)
    column = column_of(table, finding.column) if table else None
    parts = (
        *_series(submission),
        finding.rule_id,
        table.name if table else normalised(finding.sheet or ""),
        column.name if column else normalised(finding.column or ""),
        finding.subject,
    )
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()[:16]


def table_of(submission: Submission, finding: Finding) -> Table | None:
    """The described table that a finding stands in, whatever the sheet is called in this version."""
    if submission.return_id is None or submission.form_id is None or finding.sheet is None:
        return None
    tables = description_of(submission.return_id).form(submission.form_id).tables
    return next(
        (each for each in tables if each.is_sheet(finding.sheet) or each.sheet == (finding.sheet or None)), None
    )


def column_of(table: Table, heading: str | None) -> Column | None:
    """The described column under a printed heading."""
    columns = table.typed_columns if heading else ()
    return next((each for each in columns if heading == each.name or each.is_headed_by(heading or "")), None)


def settle(connection: DuckDBPyConnection, submission: Submission, verdict: Verdict) -> None:
    """Give every finding of a submission its state, and write the history, what is fixed included.

    The findings of the submission are in the ledger by now; the caller holds the transaction.
    """
    past = _past(connection, submission)
    found = _identified(connection, submission)
    states: dict[str, str] = {}
    settled = []
    for finding_id, identity, found_at, finding in found:
        before = past.get(identity)
        states[identity] = _state(finding, before, verdict)
        first = (before.first_found_at, before.first_submission_id) if before else (found_at, submission.submission_id)
        settled.append((finding_id, states[identity], *first))
    _write_states(connection, settled)
    gone = {identity: each for identity, each in past.items() if identity not in states and each.state != FIXED}
    if not verdict.is_late:
        broken = {finding.value for *_, finding in found if finding.rule_id == "H01"}
        states |= {identity: COULD_NOT_RUN for identity, each in gone.items() if each.rule_id in broken}
        fixed = {identity for identity, each in gone.items() if each.rule_id in verdict.rules_run}
        states |= {identity: FIXED for identity in fixed if identity not in states}
    append(connection, submission.submission_id, states)


def append(connection: DuckDBPyConnection, submission_id: str, states: dict[str, str]) -> None:
    """Append lines to the history: identity to the state that a version leaves it in."""
    recorded_at = now()
    rows = [[identity, submission_id, state, recorded_at] for identity, state in states.items()]
    insert_rows(connection, "ledger.finding_history", rows)


def restate(connection: DuckDBPyConnection, submission: Submission, is_waived: Callable[[Finding], bool]) -> set[str]:
    """Bring states that rest on waivers up to date; returns the rules whose findings came back or were waived."""
    changed = []
    for finding_id, identity, state, finding in _identified(connection, submission, "state"):
        if finding.rule_id != "H01" and state != SUPERSEDED and is_waived(finding) != (state == WAIVED):
            changed.append((finding_id, identity, STILL_THERE if state == WAIVED else WAIVED, finding.rule_id))
    if not changed:
        return set()
    connection.executemany(
        "UPDATE ledger.findings SET state = ? WHERE finding_id = ?", [[state, key] for key, _, state, _ in changed]
    )
    append(connection, submission.submission_id, {identity: state for _, identity, state, _ in changed})
    return {rule_id for *_, rule_id in changed}


def supersede(connection: DuckDBPyConnection, submission: Submission, is_over: Callable[[str, Finding], bool]) -> bool:
    """Close findings of a submission that no version can mend, because the catalogue no longer asks for them.

    Args:
        connection: The private file.
        submission: Its findings are looked at.
        is_over: Whether a finding, by its key, is to be closed.

    Returns:
        Whether any was open till now.
    """
    over = [
        (finding_id, identity)
        for finding_id, identity, state, finding in _identified(connection, submission, "state")
        if state is not None and state != SUPERSEDED and is_over(finding_id, finding)
    ]
    if not over:
        return False
    connection.executemany(
        "UPDATE ledger.findings SET state = ? WHERE finding_id = ?", [[SUPERSEDED, key] for key, _ in over]
    )
    append(connection, submission.submission_id, {identity: SUPERSEDED for _, identity in over})
    return True


def unsettled(connection: DuckDBPyConnection, return_id: str) -> list[Submission]:
    """Submissions turned away before validation whose findings have no state yet: of a return, or of none."""
    return read_submissions(
        connection,
        "coalesce(return_id, $return_id) = $return_id AND status <> 'received' AND submission_id IN "
        "(SELECT submission_id FROM ledger.findings WHERE state IS NULL AND identity IS NOT NULL)",
        {"return_id": return_id},
    )


def read_submissions(connection: DuckDBPyConnection, condition: str, parameters: dict[str, Any]) -> list[Submission]:
    """Lines of the ledger that meet a condition, in the order they came."""
    names = ", ".join(field.name for field in fields(Submission))
    rows = connection.execute(
        f"SELECT {names} FROM ledger.submissions WHERE {condition} ORDER BY submission_id", parameters
    ).fetchall()
    return [Submission(*row) for row in rows]


def _series(submission: Submission) -> tuple[str | None, ...]:
    """What tells one series from another; a file that does not say whose it is belongs with files of its name."""
    if _is_identified(submission):
        return (submission.return_id, submission.force_id, submission.financial_year, submission.variant)
    return (submission.file_name,)


def _is_identified(submission: Submission) -> bool:
    if submission.return_id is None:
        return False
    is_whole = submission.force_id is not None and submission.financial_year is not None
    return is_whole or not description_of(submission.return_id).per_force


def _state(finding: Finding, before: _Past | None, verdict: Verdict) -> str:
    if verdict.is_late:
        return SUPERSEDED
    if finding.rule_id == "H01":
        return COULD_NOT_RUN
    if verdict.is_waived(finding):
        return WAIVED
    return STILL_THERE if before and before.state != FIXED else NEW


def _identified(
    connection: DuckDBPyConnection, submission: Submission, column: str = "found_at"
) -> list[tuple[str, str, object, Finding]]:
    """Key, identity, one more column, and as much of each finding as a waiver looks at."""
    rows = connection.execute(
        f"SELECT finding_id, identity, {column}, rule_id, natural_key, cell, value_given FROM ledger.findings "
        "WHERE submission_id = ? AND identity IS NOT NULL ORDER BY finding_id",
        [submission.submission_id],
    ).fetchall()
    return [
        (key, identity, further, Finding(rule_id, natural_key=natural_key or cell, value=value))
        for key, identity, further, rule_id, natural_key, cell, value in rows
    ]


def _earlier(connection: DuckDBPyConnection, submission: Submission) -> list[str]:
    """Earlier versions of the series, and earlier readings of the file that could not tell whose it is."""
    same_series = (
        "return_id = $return_id AND force_id IS NOT DISTINCT FROM $force_id "
        "AND financial_year IS NOT DISTINCT FROM $financial_year AND variant IS NOT DISTINCT FROM $variant"
    )
    names = ("submission_id", "file_name", "return_id", "force_id", "financial_year", "variant")
    lines = read_submissions(
        connection,
        f"submission_id < $submission_id AND status <> 'duplicate' AND (({same_series}) OR file_name = $file_name)",
        {name: getattr(submission, name) for name in names},
    )
    own = _series(submission)
    return [
        each.submission_id
        for each in lines
        if _series(each) == own or (not _is_identified(each) and each.file_name == submission.file_name)
    ]


def _past(connection: DuckDBPyConnection, submission: Submission) -> dict[str, _Past]:
    """Every identity that earlier versions found, and where the last of them left it."""
    earlier = _earlier(connection, submission)
    if not earlier:
        return {}
    rows = connection.execute(
        """
        WITH lines AS (
            SELECT identity, arg_max(state, (submission_id, recorded_at)) AS state
            FROM ledger.finding_history WHERE list_contains($earlier, submission_id) AND state <> $superseded
            GROUP BY identity
        ),
        firsts AS (
            SELECT identity, any_value(rule_id) AS rule_id, min(found_at) AS first_found_at,
                   min(submission_id) AS first_submission_id
            FROM ledger.findings WHERE list_contains($earlier, submission_id) GROUP BY identity
        )
        SELECT identity, state, rule_id, first_found_at, first_submission_id FROM lines JOIN firsts USING (identity)
        """,
        {"earlier": earlier, "superseded": SUPERSEDED},
    ).fetchall()
    return {identity: _Past(*facts) for identity, *facts in rows}


def _write_states(connection: DuckDBPyConnection, settled: Sequence[tuple[object, ...]]) -> None:
    if not settled:
        return
    import pandas as pd

    names = ["finding_id", "state", "first_found_at", "first_submission_id"]
    connection.register("settled_findings", pd.DataFrame(settled, columns=names, dtype=object))
    connection.execute(
        "UPDATE ledger.findings SET state = settled.state, first_found_at = settled.first_found_at, "
        "first_submission_id = settled.first_submission_id "
        "FROM settled_findings AS settled WHERE findings.finding_id = settled.finding_id"
    )
    connection.unregister("settled_findings")
