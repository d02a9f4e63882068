"""How far published figures come out, in sentences and in the words of each status.

In scope: the words. Out of scope: counting (`publication.figures`) and judging a figure, which the models do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orchestration.publication.figures import AS_PRINTED, COMPUTED, CROSS_CHECKED, Counts, count_agreeing
from orchestration.publication.site.numbers import count, listed

# Word, look and meaning of each status; what needs attention first.
_STATUSES = {
    "mismatch": ("differs", "warn", "it differs and has not been explained"),
    "not_computed": ("not computed", "warn", "the warehouse does not compute it"),
    "explained": ("explained", "", "it differs by more than rounding, for the reason given"),
    "agrees": ("agrees", "good", "it agrees within the rounding of the published figure"),
    "exact": ("exact", "good", "there is no difference"),
}


def lead(counts: Counts) -> str:
    """Say how many of the computed figures come out as printed, and what became of the others."""
    if not counts:
        return "No published figures are reconciled in this release."
    return f"{_agreeing(counts.get(COMPUTED, {}), 'figures that the warehouse computes')} No figure is adjusted."


def document(counts: Counts) -> str:
    """Say the same of the figures of one document."""
    computed = counts.get(COMPUTED, {})
    said = [_agreeing(computed, "computed figures")] if computed else ["None of its figures can be computed."]
    crossed, printed = (sum(counts.get(basis, {}).values()) for basis in (CROSS_CHECKED, AS_PRINTED))
    if crossed:
        said.append(f"{count(crossed)} {_is(crossed)} checked against another place in the document.")
    if printed:
        said.append(f"{count(printed)} {_is(printed)} recorded as published.")
    return " ".join(said)


def others(counts: Counts) -> str:
    """Say what the figures prove that are not computed."""
    crossed, printed = (sum(counts.get(basis, {}).values()) for basis in (CROSS_CHECKED, AS_PRINTED))
    if not crossed and not printed:
        return ""
    return (
        f"The others prove less and are not counted. {count(crossed)} {_is(crossed)} cross-checked: one published "
        "figure "
        f"against another place in the same document. {count(printed)} {_is(printed)} recorded as published: the "
        "document "
        "gives nothing to compute them from, so agreement only means that they were copied correctly."
    )


def meanings(by_status: Mapping[str, int]) -> list[dict[str, Any]]:
    """Give the word, look and meaning of each status that a computed figure has, with the number of figures."""
    return [
        {"word": word, "tone": tone, "meaning": meaning, "figures": by_status[status]}
        for status, (word, tone, meaning) in _STATUSES.items()
        if by_status.get(status)
    ]


def status(figure: Mapping[str, Any]) -> tuple[str, str]:
    """Give the word and the look of a figure's status."""
    if figure["status"] == "not_computed" and not figure["is_source_in_force"]:
        return "source not loaded", ""
    if figure["basis"] == AS_PRINTED:
        return "as published", ""
    word, tone, _ = _STATUSES[figure["status"]]
    return word, tone


def _agreeing(computed: Mapping[str, int], what: str) -> str:
    total, agreeing = sum(computed.values()), count_agreeing(computed)
    said = f"{count(agreeing)} of {count(total)} {what} {'agrees' if agreeing == 1 else 'agree'} with print"
    rest = [
        f"{count(computed[status])} {one if computed[status] == 1 else many}"
        for status, one, many in (
            ("explained", "differs and is explained", "differ and are explained"),
            ("mismatch", "differs without an explanation", "differ without an explanation"),
            ("not_computed", "is not computed", "are not computed"),
        )
        if computed.get(status)
    ]
    return f"{said}; {listed(rest)}." if rest else f"{said}."


def _is(number: int) -> str:
    return "is" if number == 1 else "are"
