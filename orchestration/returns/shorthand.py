"""The government's shorthand in tables: signs that stand for a number, and marks that are put behind one.

Source: Analysis Function, "Using symbols and shorthand in data tables" (11 January 2022).

In scope: signs and marks of that guidance. Out of scope: signs of one return or column (its description), reading
cells (`intake.values`).
"""

from __future__ import annotations

from orchestration.returns.columns import MissingState
from orchestration.returns.plain_text import without_notes

SIGNS: dict[str, MissingState] = {
    "[c]": "not_reported",  # confidential
    "[er]": "not_reported",  # in error
    "[low]": "not_reported",  # rounds to zero, and is not zero
    "[u]": "not_reported",  # of low reliability
    "[w]": "not_reported",  # none recorded in a survey
    "[x]": "not_reported",  # not available
    "[z]": "not_provided",  # not applicable
}
"""What stands for a number, and which kind of missing it is."""

# Break in the series, estimate, forecast, not significant, provisional, revised, significant, of low reliability.
MARKS = frozenset({"[b]", "[e]", "[f]", "[ns]", "[p]", "[r]", "[s]", "[ss]", "[sss]", "[u]"})


def marks_behind(text: str) -> tuple[str, tuple[str, ...]]:
    """A text without the marks behind it, and the marks, the last one first.

    Args:
        text: A cell, spaces around it taken off. One that is a sign alone is left as it is.
    """
    marks: list[str] = []
    if "[" in text:
        text = text.replace("[ ", "[").replace(" ]", "]")
    while text.endswith("]"):
        start = text.rfind("[")
        mark = text[start:].casefold()
        if start <= 0 or (mark not in MARKS and without_notes(mark)):
            break
        marks.append(mark)
        text = text[:start].rstrip()
    return text, tuple(marks)
