"""Published figures, counted by what their comparison with the warehouse proves.

In scope: counting them and the sentence that every headline uses. Out of scope: computing or judging a figure, which
the models do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

COMPUTED, CROSS_CHECKED, AS_PRINTED = "computed", "cross_checked", "as_printed"
AGREEING = ("exact", "agrees")

Counts = dict[str, dict[str, int]]


def count_figures(figures: Iterable[Mapping[str, Any]]) -> Counts:
    """Count figures by basis, then by status; rows have the columns of `marts.reconciliation`.

    A figure that cannot be computed because its source is not loaded counts nowhere: nothing is known of it.
    """
    counts: Counts = {}
    for figure in figures:
        if figure["status"] == "not_computed" and not figure.get("is_source_in_force", True):
            continue
        by_status = counts.setdefault(figure["basis"], {})
        by_status[figure["status"]] = by_status.get(figure["status"], 0) + 1
    return counts


def count_by_status(counts: Counts) -> dict[str, int]:
    """Add up the statuses of every basis."""
    added: dict[str, int] = {}
    for by_status in counts.values():
        for status, number in by_status.items():
            added[status] = added.get(status, 0) + number
    return dict(sorted(added.items()))


def count_agreeing(by_status: Mapping[str, int]) -> int:
    """Count the figures that come out as printed, to the rounding in print."""
    return sum(by_status.get(status, 0) for status in AGREEING)


def describe_figures(counts: Counts) -> str:
    """Describe how far the published figures come out, as a headline.

    Only computed figures are counted as agreeing: a transcribed figure agrees with its own print whatever it is worth.

    >>> describe_figures({"computed": {"exact": 50, "agrees": 3, "explained": 4}, "as_printed": {"exact": 20}})
    '53 of 57 computed figures agree, 4 are explained; 20 are held as printed'
    """
    if not counts:
        return ""
    computed = counts.get(COMPUTED, {})
    sentence = f"{count_agreeing(computed):,} of {sum(computed.values()):,} computed figures agree"
    for status, words in (("explained", "explained"), ("mismatch", "unexplained"), ("not_computed", "not computed")):
        if computed.get(status):
            sentence += f", {_are(computed[status])} {words}"
    parts = [sentence]
    for basis, words in ((CROSS_CHECKED, "cross-checked"), (AS_PRINTED, "held as printed")):
        by_status = counts.get(basis, {})
        held = sum(by_status.values()) - by_status.get("not_computed", 0)
        if held:
            parts.append(f"{_are(held)} {words}")
    return "; ".join(parts)


def _are(number: int) -> str:
    return f"{number:,} {'is' if number == 1 else 'are'}"
