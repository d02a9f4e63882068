"""How complete a release is, in sentences.

In scope: the words. Out of scope: which facts are shown (`site.completeness`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from orchestration.publication.site.numbers import count

_STATES = {
    "missing": "not received, not due yet",
    "late": "not received, late",
    "rejected": "rejected",
    "superseded": "only an older edition",
}


def lead(received: int, in_release: int, measures: Sequence[Mapping[str, Any]]) -> str:
    """Say how many files are in the release, and how many measures every force has a value of."""
    if not received:
        return "No files have been received."
    files = "file that was" if received == 1 else "files that were"
    are = "is" if in_release == 1 else "are"
    said = f"{count(in_release)} of the {count(received)} {files} received {are} in this release."
    if not measures:
        return f"{said} No measure has a value yet."
    whole = sum(row["forces_reporting"] == row["forces_expected"] for row in measures)
    expected = max(row["forces_expected"] for row in measures)
    return (
        f"{said} In its latest year, {count(whole)} of {count(len(measures))} measures of a whole force "
        f"{'has' if whole == 1 else 'have'} a counted value for all {count(expected)} forces."
    )


def state(code: str, last_status: str | None) -> str:
    """Say in what state a return is that is not in the release."""
    words = _STATES.get(code, code.replace("_", " "))
    return f"{words}, last file rejected" if last_status == "rejected" and code != "rejected" else words
