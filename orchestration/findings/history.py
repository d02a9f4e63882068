"""What becomes of a finding from version to version of a return: new, still there, fixed, waived, could not run.

In scope: what makes two findings the same one, settling states, and `ledger.finding_history`. Out of scope:
deciding on the submission (`validation.outcome`), or what is waived (`findings.decisions`).

A finding keeps its identity while its rule, table, column and natural key stay the same within one series (return,
force, financial year and variant), whatever the row it stands on. The history is append-only: one line per finding and
version that said something of it; of several lines of one version the last one holds.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from orchestration.findings.finding import Finding
from orchestration.returns.description import Column, Table, description_of, normalised
from orchestration.warehouse.ledger import Submission, insert_rows, now, registered_rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NEW = "new"
STILL_THERE = "still there"
FIXED = "fixed"
WAIVED = "waived"
COULD_NOT_RUN = "could not run"
# Of a version that was history on the day it came, of a rule that no longer holds, or of a finding whose place another
# took.
SUPERSEDED = "superseded"

# Of the findings of a submission, those that it still has.
IS_STANDING = f"coalesce(state, '') NOT IN ('{FIXED}', '{SUPERSEDED}')"


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


@dataclass(frozen=True)
class Past:
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
        *series_of(submission),
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


def assign_states(connection: DuckDBPyConnection, verdicts: Sequence[tuple[Submission, Verdict]]) -> None:
    """Give every finding of some submissions its state, and write the history, what is fixed included.

    The findings of the submissions are in the ledger by now; no two of the submissions are of one series or were called
    the same, so that none is the past of another; the caller holds the transaction.
    """
    past = past_of(connection, [submission for submission, _ in verdicts])
    found = _identified(connection, [submission.submission_id for submission, _ in verdicts])
    settled: list[tuple[object, ...]] = []
    history: list[tuple[str, str, str]] = []
    for submission, verdict in verdicts:
        key = submission.submission_id
        states = {}
        for finding_id, identity, found_at, state, finding in found[key]:
            # A version in force may be looked at again: what its rules do not speak of stays as it is.
            if state == FIXED or (state == SUPERSEDED and finding.rule_in_question not in verdict.rules_run):
                continue
            before = past[key].get(identity)
            states[identity] = _state(finding, before, verdict)
            first = (before.first_found_at, before.first_submission_id) if before else (found_at, key)
            settled.append((finding_id, states[identity], *first))
        if not verdict.is_late:
            broken = {finding.value for *_, finding in found[key] if finding.rule_id == "H01"}
            states |= _states_of_gone(past[key], states, broken, verdict)
        history += [(identity, key, state) for identity, state in states.items()]
    write_states(connection, settled)
    append(connection, history)


def _states_of_gone(
    past: dict[str, Past], found: Collection[str], broken: Collection[str | None], verdict: Verdict
) -> dict[str, str]:
    """What becomes of what earlier versions found and this one does not: fixed, if its rule was run."""
    gone = {identity: each for identity, each in past.items() if identity not in found and each.state != FIXED}
    states = {identity: FIXED for identity, each in gone.items() if each.rule_id in verdict.rules_run}
    return states | {identity: COULD_NOT_RUN for identity, each in gone.items() if each.rule_id in broken}


def append(connection: DuckDBPyConnection, lines: Sequence[tuple[str, str, str]]) -> None:
    """Append lines to the history: identity, submission, and the state that the submission leaves it in."""
    recorded_at = now()
    insert_rows(connection, "ledger.finding_history", [[*line, recorded_at] for line in lines])


def update_waived_states(
    connection: DuckDBPyConnection, submission: Submission, is_waived: Callable[[Finding], bool]
) -> set[str]:
    """Bring states that rest on waivers up to date; returns the rules whose findings came back or were waived."""
    key = submission.submission_id
    changed = []
    for finding_id, identity, _, state, finding in _identified(connection, [key])[key]:
        if finding.rule_id != "H01" and state not in (FIXED, SUPERSEDED) and is_waived(finding) != (state == WAIVED):
            changed.append((finding_id, identity, STILL_THERE if state == WAIVED else WAIVED, finding.rule_id))
    if not changed:
        return set()
    connection.executemany(
        "UPDATE ledger.findings SET state = ? WHERE finding_id = ?", [[state, key] for key, _, state, _ in changed]
    )
    append(connection, list({identity: (identity, key, state) for _, identity, state, _ in changed}.values()))
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
    key = submission.submission_id
    over = [
        (finding_id, identity)
        for finding_id, identity, _, state, finding in _identified(connection, [key])[key]
        if state not in (None, FIXED, SUPERSEDED) and is_over(finding_id, finding)
    ]
    if not over:
        return False
    connection.executemany(
        "UPDATE ledger.findings SET state = ? WHERE finding_id = ?", [[SUPERSEDED, each] for each, _ in over]
    )
    append(connection, [(identity, key, SUPERSEDED) for identity in {identity for _, identity in over}])
    return True


def without_state(connection: DuckDBPyConnection, return_id: str) -> list[Submission]:
    """Submissions rejected before validation whose findings have no state yet: of a return, or of none."""
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


def series_of(submission: Submission) -> tuple[str | None, ...]:
    """What tells one series from another; a file that does not say whose it is belongs with files of its name."""
    if _is_identified(submission):
        return (submission.return_id, submission.force_id, submission.financial_year, submission.variant)
    return (submission.file_name,)


def _is_identified(submission: Submission) -> bool:
    if submission.return_id is None:
        return False
    is_whole = submission.force_id is not None and submission.financial_year is not None
    return is_whole or not description_of(submission.return_id).per_force


def _state(finding: Finding, before: Past | None, verdict: Verdict) -> str:
    if verdict.is_late:
        return SUPERSEDED
    if finding.rule_id == "H01":
        return COULD_NOT_RUN
    if verdict.is_waived(finding):
        return WAIVED
    return STILL_THERE if before and before.state != FIXED else NEW


def _identified(
    connection: DuckDBPyConnection, submission_ids: Sequence[str]
) -> dict[str, list[tuple[str, str, datetime.datetime, str | None, Finding]]]:
    """By submission: key, identity, time and state of each finding, and as much of it as a waiver looks at."""
    rows = connection.execute(
        "SELECT submission_id, finding_id, identity, found_at, state, rule_id, natural_key, cell, value_given "
        "FROM ledger.findings WHERE submission_id IN (SELECT unnest($keys)) AND identity IS NOT NULL "
        "ORDER BY submission_id, finding_id",
        {"keys": list(submission_ids)},
    ).fetchall()
    found: dict[str, list[Any]] = {submission_id: [] for submission_id in submission_ids}
    for submission_id, *facts, rule_id, natural_key, cell, value in rows:
        found[submission_id].append((*facts, Finding(rule_id, natural_key=natural_key or cell, value=value)))
    return found


def _earlier(connection: DuckDBPyConnection, submissions: Sequence[Submission]) -> list[tuple[str, str]]:
    """Of each submission the earlier versions of its series, and earlier readings of the file that say not whose it is.

    Versions that were withdrawn do not count.

    Returns:
        Pairs of a submission and an earlier one.
    """
    names = [field.name for field in fields(Submission)]
    columns = ", ".join(f"{table}.{name}" for table in ("own", "earlier") for name in names)
    rows = connection.execute(
        f"""
        SELECT {columns} FROM ledger.submissions AS own
        JOIN ledger.submissions AS earlier
            ON earlier.return_id = own.return_id AND earlier.force_id IS NOT DISTINCT FROM own.force_id
            AND earlier.financial_year IS NOT DISTINCT FROM own.financial_year
            AND earlier.variant IS NOT DISTINCT FROM own.variant
        WHERE own.submission_id IN (SELECT unnest($keys)) AND earlier.submission_id < own.submission_id
            AND earlier.status NOT IN ('duplicate', 'withdrawn')
        UNION
        SELECT {columns} FROM ledger.submissions AS own
        JOIN ledger.submissions AS earlier ON earlier.file_name = own.file_name
        WHERE own.submission_id IN (SELECT unnest($keys)) AND earlier.submission_id < own.submission_id
            AND earlier.status NOT IN ('duplicate', 'withdrawn')
        """,
        {"keys": [submission.submission_id for submission in submissions]},
    ).fetchall()
    pairs = [(Submission(*row[: len(names)]), Submission(*row[len(names) :])) for row in rows]
    return [
        (own.submission_id, earlier.submission_id)
        for own, earlier in pairs
        if series_of(earlier) == series_of(own) or (not _is_identified(earlier) and earlier.file_name == own.file_name)
    ]


def past_of(connection: DuckDBPyConnection, submissions: Sequence[Submission]) -> dict[str, dict[str, Past]]:
    """By submission every identity that earlier versions found, and where the last of them left it."""
    past: dict[str, dict[str, Past]] = {submission.submission_id: {} for submission in submissions}
    pairs = _earlier(connection, submissions)
    if not pairs:
        return past
    rows = connection.execute(
        """
        WITH pairs AS (SELECT unnest($own) AS own_id, unnest($earlier) AS submission_id),
        lines AS (
            SELECT own_id, identity, arg_max(state, (submission_id, recorded_at)) AS state
            FROM ledger.finding_history JOIN pairs USING (submission_id) WHERE state <> $superseded
            GROUP BY own_id, identity
        ),
        firsts AS (
            SELECT own_id, identity, any_value(rule_id) AS rule_id, min(found_at) AS first_found_at,
                   min(submission_id) AS first_submission_id
            FROM ledger.findings JOIN pairs USING (submission_id) GROUP BY own_id, identity
        )
        SELECT own_id, identity, state, rule_id, first_found_at, first_submission_id
        FROM lines JOIN firsts USING (own_id, identity)
        """,
        {"own": [own for own, _ in pairs], "earlier": [each for _, each in pairs], "superseded": SUPERSEDED},
    ).fetchall()
    for own_id, identity, *facts in rows:
        past[own_id][identity] = Past(*facts)
    return past


def write_states(connection: DuckDBPyConnection, settled: Sequence[tuple[object, ...]]) -> None:
    """Write the states of findings: key, state, when and in which submission it was first found."""
    if not settled:
        return
    with registered_rows(connection, settled, ["finding_id", "state", "first_found_at", "first_submission_id"]):
        connection.execute(
            "UPDATE ledger.findings SET state = given.state, first_found_at = given.first_found_at, "
            "first_submission_id = given.first_submission_id "
            "FROM registered_rows AS given WHERE findings.finding_id = given.finding_id"
        )
