"""Totals within a table: told from rows of figures by their label, set aside, and checked against what they add up.

In scope: which row is a total, and whether it agrees. Out of scope: totals across sheets or returns (the
rules of the warehouse).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from orchestration.returns.plain_text import plain

_TOTAL = re.compile(
    r"(sub[- ]?totals?|(grand |overall )?totals?|all functions|sums?)\b.*|.*\b(sub-?)?total", re.IGNORECASE
)

Numbers = dict[str, Decimal]


@dataclass(frozen=True)
class FigureRow:
    """The numbers of one row, by column.

    Attributes:
        index: Index on the sheet.
        label: Text of the label column.
        is_total: Whether it is a total.
        is_top: Whether it is of the level that holds the others; where no levels are, every row is.
    """

    index: int
    label: str
    is_total: bool
    is_top: bool
    numbers: Numbers


@dataclass(frozen=True)
class CheckedTotal:
    """A total and what its parts add up to.

    Attributes:
        column: The first column that disagrees, or the first that was compared.
        given: The total as given there.
        parts: What the likeliest parts add up to there; None where no row can be a part.
    """

    row: FigureRow
    column: str
    given: Decimal
    parts: Decimal | None
    agrees: bool


def is_total_label(label: str) -> bool:
    """Whether a label says that its row adds others up."""
    return bool(_TOTAL.fullmatch(plain(label)))


def check_totals(rows: Sequence[FigureRow], tolerance: Callable[[str], Decimal]) -> list[CheckedTotal]:
    """Check each total against every set of rows it can stand for; it agrees if one of them adds up.

    Args:
        rows: Rows of the table in order, totals among them.
        tolerance: What each part may be off, by column, from rounding.
    """
    return [_checked(rows, position, tolerance) for position, row in enumerate(rows) if row.is_total and row.numbers]


def _checked(rows: Sequence[FigureRow], position: int, tolerance: Callable[[str], Decimal]) -> CheckedTotal:
    total = rows[position]
    compared: list[tuple[int, CheckedTotal]] = []
    for parts in _candidates(rows, position):
        disagreeing = [column for column in total.numbers if not _agrees(total, parts, column, tolerance)]
        column = (disagreeing or list(total.numbers))[0]
        result = CheckedTotal(total, column, total.numbers[column], _sum(parts, column), not disagreeing)
        if result.agrees:
            return result
        compared.append((len(disagreeing), result))
    if not compared:
        column = next(iter(total.numbers))
        return CheckedTotal(total, column, total.numbers[column], None, False)
    return min(compared, key=lambda each: (each[0], abs(each[1].given - (each[1].parts or 0))))[1]


def _candidates(rows: Sequence[FigureRow], position: int) -> list[list[FigureRow]]:
    """Sets of rows a total may add up: since the total before, all above, all of the table, all below to the next."""
    before, after = rows[:position], rows[position + 1 :]
    last = max((index for index, row in enumerate(before) if row.is_total), default=-1)
    following = next((index for index, row in enumerate(after) if row.is_total), len(after))
    spans = [before[last + 1 :], before, [*before, *after], after[:following]]
    found: list[list[FigureRow]] = []
    for span in spans:
        parts = [row for row in span if not row.is_total]
        top = [row for row in parts if row.is_top]
        # A block may be a heading with its parts below it: the heading alone, or the parts alone, make the total.
        under = [row for row in parts if not row.is_top]
        found.extend(each for each in (top, parts, under) if each)
    return found


def _agrees(total: FigureRow, parts: Sequence[FigureRow], column: str, tolerance: Callable[[str], Decimal]) -> bool:
    return abs(total.numbers[column] - _sum(parts, column)) <= tolerance(column) * len(parts)


def _sum(parts: Sequence[FigureRow], column: str) -> Decimal:
    return sum((row.numbers[column] for row in parts if column in row.numbers), Decimal(0))
