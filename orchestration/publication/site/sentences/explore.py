"""The sentence of the page to explore, and the words that stand for a missing figure.

In scope: the words; `assets/explore.js` gets them with the data.
"""

from __future__ import annotations

from orchestration.publication.site.numbers import count

STATES = (
    "reported", "not_provided", "not_reported", "denominator_missing", "unverified", "left_out", "suppressed",
)  # fmt: skip
WORDS = ("", "not provided", "not reported", "no denominator", "unverified", "left out", "withheld")
NO_ROW = "no figure"


def lead(measures: int, headings: int, forces: int, years: list[str]) -> str:
    """Say what can be explored."""
    if not measures:
        return "No measure has a value yet."
    span = years[0] if years[0] == years[-1] else f"{years[0]} to {years[-1]}"
    return (
        f"{count(measures)} measures of {count(headings)} functions in {count(forces)} forces, {span}, in one table. "
        "Choose what stands in its rows and columns. The averages and ranks are those of the default average."
    )


def cell(text: str | None, state: str) -> str:
    """A value as it stands in the table, or the words for why there is none."""
    if text is None:
        return WORDS[STATES.index(state)] or NO_ROW
    return f"{text} (unverified)" if state == "unverified" else text
