"""Defects of long lists: one that ends where a spreadsheet does, and more failing rows than are listed. S31 and R21.

In scope: a list of a year before those of the set, sent along. Out of scope: short lists (`defects.texts`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import cycle, islice

from orchestration.readers.sheets import LAST_ROWS
from orchestration.returns.template import Value
from orchestration.synthetic_data.defects.registry import Mark, Original, Outcome, on_file
from orchestration.synthetic_data.defects.sent_along import content_of, sent_along

_BASE = "procurement_spend"
_YEAR = "2012/13"
_MORE_THAN_ARE_LISTED = 1100


@on_file("S31", _BASE, adds_a_file=True)
def list_to_the_last_row(original: Original) -> Outcome:
    """A list that ends at the last row that an old spreadsheet can hold."""
    return _of_lines(original, 25, LAST_ROWS[0] - 1, Mark(f"{LAST_ROWS[0]:,} rows"))


@on_file("R21", _BASE, adds_a_file=True)
def many_contracts_without_reference(original: Original) -> Outcome:
    """More lines that fail a rule than are listed one by one."""
    mark = Mark("no contract references", also=("PS01",))
    return _of_lines(original, 26, _MORE_THAN_ARE_LISTED, mark, contract_route="national", contract_reference=None)


def _of_lines(original: Original, place: int, count: int, mark: Mark, **cells: Value) -> Outcome:
    """A list of as many lines, each with those cells."""
    filled = sent_along(original, place, _YEAR, _BASE)
    given = islice(cycle(filled.rows["lines"]), count)
    lines: Sequence[Mapping[str, Value]] = [
        {**line, "line_id": f"{number:06d}", **cells} for number, line in enumerate(given, start=1)
    ]
    filled = replace(filled, rows={"lines": lines})
    return Outcome(((filled.file_name, content_of(filled, original)),), ((filled.file_name, mark),), keeps_clean=True)
