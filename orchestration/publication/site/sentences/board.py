"""The sentences of a board pack.

In scope: the words. Out of scope: which facts a pack has (`site.board_facts`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from orchestration.publication.site.codes import words
from orchestration.publication.site.numbers import count, day, money_in_words, per_head

Facts = Mapping[str, Any]


def question(name: str) -> str:
    """Ask what the board is asked."""
    return f"Which level of support should the Board give to {_inside(name)}?"


def standing(name: str, summary: Facts | None) -> str:
    """Say how much the forces spend, how far they differ and what that is worth."""
    if summary is None:
        return f"No cost per head of {_inside(name)} can be compared in this release."
    spent = _verb(summary)
    said = (
        f"In {summary['financial_year']} forces {spent} {per_head(summary['average_value'])} per head on "
        f"{_inside(name)} on "
        f"average. The middle 80% of the {count(summary['forces_in_scope'])} forces compared {spent} "
        f"{per_head(summary['p10'])} to {per_head(summary['p90'])}."
    )
    if summary["opportunity_gbp"] is not None and summary["is_comparable"]:
        said += (
            f" Those above the average {spent} {money_in_words(summary['opportunity_gbp'])} more than at the average. "
            "That is a reason to ask, not a saving."
        )
    return said


def comparability(name: str, summary: Facts | None) -> str:
    """Say whether forces record the function alike."""
    if summary is None or summary["is_comparable"]:
        return ""
    reason = summary["comparability_reason"] or ""
    return f"Forces do not record {_inside(name)} alike, so these figures are shown but not compared. {reason}".strip()


def collaboration(name: str, coverage: Facts | None) -> str:
    """Say how many forces share the work."""
    if coverage is None or not coverage["live_agreements"]:
        return f"No live agreement on {_inside(name)} is recorded. That does not mean that there is none."
    number = coverage["live_agreements"]
    return (
        f"{count(coverage['forces_collaborating'])} of {count(coverage['forces_expected'])} forces share work on "
        f"{_inside(name)} in {count(number)} live {'agreement' if number == 1 else 'agreements'}."
    )


def delivered(cases: Sequence[Facts]) -> str:
    """Say what the business cases forecast and what is known to have been delivered."""
    if not cases:
        return "No business case of these agreements is in the registers."
    told = [case for case in cases if case["delivered_to_date_gbp"] is not None]
    number = len(cases)
    said = f"{count(number)} business {'case is' if number == 1 else 'cases are'} recorded"
    if not told:
        return f"{said}; none of them states what was delivered."
    total = sum(case["delivered_to_date_gbp"] for case in told)
    return (
        f"{said}; {count(len(told))} {'states' if len(told) == 1 else 'state'} what was delivered: "
        f"{money_in_words(total)} to date."
    )


def suggestion(candidates: Sequence[Facts]) -> str:
    """Say to which level the rules point."""
    if not candidates:
        return "No rule points to a level of support on this evidence."
    highest = candidates[0]
    number = len(candidates)
    return (
        f"The rules point to level {highest['suggested_level']} ({highest['suggested_level_name']}): {count(number)} "
        f"{'rule is' if number == 1 else 'rules are'} met. The rules are examples; the Board decides."
    )


def in_effect(decisions: Sequence[Facts]) -> str:
    """Say which level is in effect."""
    now = [each for each in decisions if each["is_in_force"]]
    if not now:
        return "No level of support is in effect."
    highest = max(now, key=lambda each: each["level_of_support"])
    return (
        f"Level {highest['level_of_support']} ({highest['level_name']}) has been in effect since "
        f"{day(highest['valid_from'])}, decided by {highest['decided_by']}."
    )


def not_counted(row: Facts) -> str:
    """Say why a force has no rank."""
    if row["held_by_rule"]:
        return f"in doubt under rule {row['held_by_rule']}"
    if row["exclusion_ground"]:
        return f"left out: {row['exclusion_ground']}"
    return "not ranked" if row["reported_state"] == "reported" else words(row["reported_state"])


def _verb(summary: Facts) -> str:
    return "budgeted" if summary["basis"] == "estimate" else "spent"


def _inside(name: str) -> str:
    """A heading inside a sentence: in lower case unless it is an abbreviation."""
    first = name.split(" ", 1)[0]
    return name if first.isupper() and len(first) > 1 else name[:1].lower() + name[1:]
