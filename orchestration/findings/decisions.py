"""The register of what stewards and forces decided: waivers, explanations, sign-offs, withdrawals, pairs.

In scope: what may be decided, writing it down in `ledger.decisions`, and whether a waiver covers a finding.
Out of scope: what a waiver or a withdrawal does to a submission (`validation.outcome`, `validation.withdrawal`), or
arguments (`cli`).

The register is append-only: a line is never changed. A waiver holds from the day it is made to its last day.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Literal

from orchestration.findings.catalogue import Catalogue, Rule
from orchestration.findings.finding import Finding, did_you_mean, folded_key
from orchestration.findings.force_hints import force_question
from orchestration.returns.description import ReturnDescription, all_descriptions
from orchestration.returns.reference_lists import ReferenceLists
from orchestration.warehouse.clock import moment_of
from orchestration.warehouse.ledger import IN_FORCE, Submission, insert_rows, now

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Kind = Literal["waiver", "explanation", "sign_off", "withdrawal", "same_agreement", "different_agreements"]
PAIR = " | "


# Two rows of one key cannot both stand in the warehouse, whatever a steward allows.
_KEEPS_ROWS_APART = {"R08"}


class DecisionRefused(Exception):
    """A decision that cannot be taken; the message says why and what to do."""


@dataclass(frozen=True)
class Scope:
    """What a decision is about.

    Attributes:
        force_id: Force; None for a return that forces do not send.
        financial_year: Financial year; None for every one, where the return is not sent by force and year.
        variant: Series, as estimate or outturn; None for every one.
    """

    return_id: str
    force_id: str | None
    financial_year: str | None
    variant: str | None


@dataclass(frozen=True)
class Decision:
    """One line of the register.

    Attributes:
        rule_id: Rule; None for a sign-off.
        natural_key: Row it is about, as `name=value` pairs, or a cell where a row has no key; None for all.
        submission_id: Version signed off or withdrawn; None for others.
        reason: Why; of a sign-off, the remark.
        valid_until: Last day a waiver holds; None for others.
    """

    decision_id: str
    kind: Kind
    rule_id: str | None
    return_id: str
    force_id: str | None
    financial_year: str | None
    variant: str | None
    natural_key: str | None
    submission_id: str | None
    reason: str | None
    decided_by: str
    role: str | None
    decided_at: datetime.datetime
    valid_until: datetime.date | None

    def covers(self, submission: Submission, finding: Finding) -> bool:
        """Whether the decision is about this finding."""
        return (
            self.rule_id == finding.rule_id
            and self.return_id == submission.return_id
            and self.force_id == submission.force_id
            and self.financial_year in (None, submission.financial_year)
            and self.variant in (None, submission.variant)
            and (self.natural_key is None or self._is_key_of(finding))
        )

    def _is_key_of(self, finding: Finding) -> bool:
        """Whether the key is the finding's, in full or as its values alone."""
        own = folded_key(finding.natural_key or finding.cell or "")
        values = "; ".join(part.partition("=")[2] for part in own.split(";"))
        return folded_key(self.natural_key or "") in {own, folded_key(values)}


@dataclass(frozen=True)
class Waivers:
    """The waivers that hold on a day."""

    decisions: tuple[Decision, ...]

    def for_submission(self, submission: Submission) -> Callable[[Finding], bool]:
        """Whether a finding of that submission is waived."""
        return lambda finding: any(each.covers(submission, finding) for each in self.decisions)


def read_waivers(connection: DuckDBPyConnection, today: datetime.date) -> Waivers:
    """Waivers that hold on that day."""
    rows = connection.execute(
        "SELECT * FROM ledger.decisions WHERE kind = 'waiver' AND decided_at::DATE <= $today "
        "AND valid_until >= $today ORDER BY decision_id",
        {"today": today},
    ).fetchall()
    return Waivers(tuple(Decision(*row) for row in rows))


def read_decisions(connection: DuckDBPyConnection) -> tuple[Decision, ...]:
    """The whole register, in the order it was written."""
    rows = connection.execute("SELECT * FROM ledger.decisions ORDER BY decision_id").fetchall()
    return tuple(Decision(*row) for row in rows)


def write_decisions(connection: DuckDBPyConnection, decisions: Sequence[Decision]) -> None:
    """Write lines of the register as they are."""
    columns = [each.name for each in fields(Decision)]
    insert_rows(connection, "ledger.decisions", [list(asdict(each).values()) for each in decisions], columns=columns)


def scope_of(
    lists: ReferenceLists, return_id: str, force: str = "", year: str = "", basis: str = "", needs_basis: bool = False
) -> Scope:
    """What a decision is about, from what people write.

    Raises:
        DecisionRefused: If the return, force, year or basis is unknown, missing, or not one of this return.
    """
    known = {description.return_id: description for description in all_descriptions()}
    if not return_id:
        raise DecisionRefused("Give the return with --return, for example --return workforce.")
    if return_id not in known:
        raise DecisionRefused(f"No return is called '{return_id}'; the returns are {', '.join(known)}.")
    description = known[return_id]
    if force and not description.per_force:
        raise DecisionRefused(f"The return {return_id} is not sent by a force; omit --force.")
    if description.per_force and not (force and year):
        raise DecisionRefused(f"The return {return_id} is sent per force and year; give both with --force and --year.")
    if year and year not in lists.financial_years:
        first, last = min(lists.financial_years), max(lists.financial_years)
        raise DecisionRefused(f"'{year}' is no financial year the hub knows: {first} to {last}, as 2025/26.")
    force_id = _force_id(lists, force, year) if force else None
    return Scope(return_id, force_id, year or None, _variant(description, basis, needs_basis))


def record_waiver(
    connection: DuckDBPyConnection,
    catalogue: Catalogue,
    rule_id: str,
    scope: Scope,
    key: str,
    reason: str,
    by: str,
    until: str,
    today: datetime.date | None = None,
) -> Decision:
    """Write a waiver down.

    Raises:
        DecisionRefused: If the rule is unknown or cannot be waived, the last day is missing or past, or a reason or
            name is missing.
    """
    rule = _rule(catalogue, rule_id, scope)
    if rule.rule_id[0] in "FH":
        raise DecisionRefused(
            f"{rule_id} ({rule.title.lower()}) cannot be waived: it is about a file the hub cannot read or a fault of "
            "the hub, so there is nothing to let in. Have the file sent again, or the fault mended."
        )
    if rule.severity == "reject" and (rule.level in {"file", "sheet"} or rule_id in _KEEPS_ROWS_APART):
        raise DecisionRefused(
            f"{rule_id} ({rule.title.lower()}) cannot be waived: without it the hub does not know which figures are "
            "meant, so there is nothing to let in. Have the file sent again."
        )
    if rule.severity == "note":
        raise DecisionRefused(f"{rule_id} is a note and asks for nothing, so there is nothing to waive.")
    last_day = _last_day(until, today or now().date())
    return _record(connection, "waiver", scope, _said(reason, "--reason"), _said(by, "--by"), rule_id, key, last_day)


def record_explanation(
    connection: DuckDBPyConnection,
    catalogue: Catalogue,
    rule_id: str,
    scope: Scope,
    key: str,
    reason: str,
    by: str,
    role: str | None = None,
) -> Decision:
    """Write down why a finding is as it is; it stays a finding.

    Raises:
        DecisionRefused: If the rule is unknown, or a reason or name is missing.
    """
    _rule(catalogue, rule_id, scope)
    said, who = _said(reason, "--reason"), _said(by, "--by")
    return _record(connection, "explanation", scope, said, who, rule_id, key, role=role)


def record_sign_off(connection: DuckDBPyConnection, scope: Scope, by: str, role: str, remark: str) -> Decision:
    """Write down that a force stands by the version in force.

    Raises:
        DecisionRefused: If no version is in force, or a name or role is missing.
    """
    submission_id = _version_in_force(connection, scope)
    by, role = _said(by, "--by"), _said(role, "--role")
    return _record(connection, "sign_off", scope, remark.strip() or None, by, role=role, submission_id=submission_id)


def record_withdrawal(
    connection: DuckDBPyConnection, scope: Scope, submission_id: str, reason: str, by: str
) -> Decision:
    """Write down that a version is withdrawn.

    Raises:
        DecisionRefused: If a reason or name is missing.
    """
    reason, by = _said(reason, "--reason"), _said(by, "--by")
    return _record(connection, "withdrawal", scope, reason, by, submission_id=submission_id)


def record_pair(connection: DuckDBPyConnection, one: str, other: str, is_same: bool, reason: str, by: str) -> Decision:
    """Write down whether two Agreement ids of different registers mean one agreement.

    Raises:
        DecisionRefused: If the ids are one, no register in force holds one of them, one register holds both, or a
            reason or name is missing.
    """
    one, other = one.strip(), other.strip()
    registers = {each: _registers_with(connection, each) for each in (one, other)}
    if one == other:
        raise DecisionRefused(f"'{one}' and '{other}' are the same Agreement ID, which always means one agreement.")
    for each, found in registers.items():
        if not found:
            raise DecisionRefused(
                f"No current register contains the Agreement ID '{each}'. quality.agreement_reports lists them all."
            )
    both = sorted(registers[one] & registers[other])
    if both and is_same:
        raise DecisionRefused(
            f"The register {both[0]} lists '{one}' and '{other}' as two agreements. Ask for it again with one."
        )
    kind: Kind = "same_agreement" if is_same else "different_agreements"
    scope = Scope("collaboration_register", None, None, None)
    key = PAIR.join(sorted((one, other)))
    return _record(connection, kind, scope, _said(reason, "--reason"), _said(by, "--by"), key=key)


def _registers_with(connection: DuckDBPyConnection, agreement_id: str) -> set[str]:
    rows = connection.execute(
        "SELECT file_name FROM ledger.submissions INNER JOIN raw.collaboration_register__agreements "
        "ON submission_id = _submission_id WHERE trim(agreement_id) = ? AND list_contains(?, status)",
        [agreement_id, list(IN_FORCE)],
    ).fetchall()
    return {str(name) for (name,) in rows}


def _record(
    connection: DuckDBPyConnection,
    kind: Kind,
    scope: Scope,
    reason: str | None,
    by: str,
    rule_id: str | None = None,
    key: str = "",
    valid_until: datetime.date | None = None,
    role: str | None = None,
    submission_id: str | None = None,
) -> Decision:
    ((count,),) = connection.execute("SELECT count(*) FROM ledger.decisions").fetchall()
    key_of_line = f"D{count + 1:06d}"
    decision = Decision(
        key_of_line, kind, rule_id, scope.return_id, scope.force_id, scope.financial_year, scope.variant,
        key.strip() or None, submission_id, reason, by, role, moment_of(key_of_line), valid_until,
    )  # fmt: skip
    write_decisions(connection, [decision])
    return decision


def _rule(catalogue: Catalogue, rule_id: str, scope: Scope) -> Rule:
    codes = [rule.rule_id for rule in catalogue]
    if rule_id not in codes:
        raise DecisionRefused(f"No rule has the code '{rule_id}'. {did_you_mean(rule_id, codes)}".strip())
    rule = catalogue[rule_id]
    if rule.return_id not in ("all", scope.return_id):
        raise DecisionRefused(f"{rule_id} is a rule of the return {rule.return_id}, not of {scope.return_id}.")
    return rule


def _last_day(until: str, today: datetime.date) -> datetime.date:
    if not until:
        raise DecisionRefused("A waiver needs its last day: --until, as 2026-12-31. Without one it would never end.")
    try:
        last_day = datetime.date.fromisoformat(until)
    except ValueError as error:
        raise DecisionRefused(f"--until must be a date, as 2026-12-31; it is '{until}'.") from error
    if last_day < today:
        raise DecisionRefused(f"--until {until} is past; a waiver holds from today ({today}) to its last day.")
    return last_day


def _said(text: str, option: str) -> str:
    if not text.strip():
        raise DecisionRefused(f"{option} is missing: the register says who decided what, and why.")
    return text.strip()


def _force_id(lists: ReferenceLists, force: str, year: str) -> str:
    force_id = lists.force_called(force, year or None)
    if force_id is None:
        raise DecisionRefused(f"No force is called '{force}'. {force_question(force, lists)}".strip())
    return force_id


def _variant(description: ReturnDescription, basis: str, needs_basis: bool) -> str | None:
    item = description.about_item(description.variant_item or "")
    allowed: Sequence[str] = (item.allowed if item else None) or ()
    if basis and basis not in allowed:
        offered = f"must be {' or '.join(allowed)}" if allowed else "is not for this return; leave it out"
        raise DecisionRefused(f"--basis {offered}; it is '{basis}'.")
    if needs_basis and allowed and not basis:
        raise DecisionRefused(f"State the series of {description.return_id}: --basis {' or --basis '.join(allowed)}.")
    return basis or None


def _version_in_force(connection: DuckDBPyConnection, scope: Scope) -> str:
    rows = connection.execute(
        "SELECT submission_id FROM ledger.submissions WHERE return_id = $return_id "
        "AND force_id IS NOT DISTINCT FROM $force_id AND coalesce(financial_year = $financial_year, true) "
        "AND coalesce(variant = $variant, true) AND list_contains($in_force, status)",
        {**asdict(scope), "in_force": list(IN_FORCE)},
    ).fetchall()
    if len(rows) != 1:
        whose = " ".join(filter(None, (scope.return_id, scope.force_id, scope.financial_year, scope.variant)))
        if rows:
            raise DecisionRefused(f"{len(rows)} files are in force for {whose}; a sign-off is of one.")
        raise DecisionRefused(f"No version of {whose} is current, so there is nothing to sign off.")
    return str(rows[0][0])
