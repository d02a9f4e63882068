"""Levels of support and recommendations, in sentences.

In scope: the words. Out of scope: which rows are shown (`site.support`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from orchestration.publication.site.numbers import count


def lead(functions: Sequence[Mapping[str, Any]], decisions: Sequence[Mapping[str, Any]]) -> str:
    """Say how many functions the rules point to, and for how many the board has decided."""
    decided = len({row["heading_id"] or row["agreement_id"] for row in decisions if row["is_in_force"]})
    in_force = (
        f"A decision on {count(decided)} "
        f"{'function or agreement is' if decided == 1 else 'functions and agreements is'} in effect."
        if decided
        else "No decision of the board is in effect."
    )
    if not functions:
        return f"No rule points to a level of support on the evidence of this release. {in_force}"
    number = len(functions)
    return (
        f"The rules point to a level of support for {count(number)} {'function' if number == 1 else 'functions'}. "
        f"{in_force} The rules are examples: the board decides."
    )


def recommendations(rows: Sequence[Mapping[str, Any]], documents: int) -> str:
    """Say how many recommendations there are, and how many have an outcome or a deadline that has passed."""
    if not rows:
        return "No recommendations are recorded in this release."
    recorded = sum(row["has_recorded_outcome"] for row in rows)
    overdue = sum(bool(row["is_overdue"]) for row in rows)
    return (
        f"{count(len(rows))} recommendations and proposals from {count(documents)} documents are recorded, "
        f"{count(recorded)} with an outcome. The deadline of {count(overdue)} has passed without an outcome that "
        "closes "
        "the matter. Where no outcome is recorded, something may still have been done."
    )
