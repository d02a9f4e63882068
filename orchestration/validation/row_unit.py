"""Rows of a return in another unit than the rows beside them, and returns that are in another unit throughout.

In scope: telling them from one return alone, without an earlier year. Out of scope: comparing with the year before
(`validation.unit_errors`), or what is said of a row (`validation.listed_rows`).

Only rows with several lines filled are compared, and only with rows of their level: a heading with one small bill is
small, while one that pays people, premises and supplies is not. In the published expenditure of all forces by heading
(2009/10 to 2017/18), among headings with three lines, no level 1 heading is below a fifteenth of the middle one of its
force, and one level 2 heading in 400 is below a fiftieth; none with four lines is below £588,000.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

FEWEST_LINES, FEWEST_ROWS = 4, 5
SHARE = 50  # a row is odd below this part of the middle row of its level
LEAST_GBP = 20_000  # and, with one line more, below this amount
LEAST_MIDDLE_GBP = 300_000  # the middle row of level 1 of a return in pounds is above it


@dataclass(frozen=True)
class Spent:
    """What a row spends.

    Attributes:
        level: Level of its heading.
        lines: How many lines of it are neither missing nor nil.
        amount: All of them together, signs apart, in pounds.
    """

    level: int
    lines: int
    amount: float


def is_in_thousands(rows: Sequence[Spent]) -> bool:
    """Whether a return as a whole looks as if it were in thousands of pounds."""
    amounts = [row.amount for row in rows if row.level == 1 and row.lines >= FEWEST_LINES]
    return len(amounts) >= FEWEST_ROWS and statistics.median(amounts) < LEAST_MIDDLE_GBP


def rows_in_thousands(rows: Sequence[Spent]) -> dict[int, float | None]:
    """Rows that look as if they were in thousands of pounds.

    Returns:
        Index of the row to the amount of the middle row of its level; None where too few rows can be compared.
    """
    middles = {level: _middle(rows, level) for level in {row.level for row in rows}}
    return {index: middles[row.level] for index, row in enumerate(rows) if _is_odd(row, middles[row.level])}


def _middle(rows: Sequence[Spent], level: int) -> float | None:
    amounts = [row.amount for row in rows if row.level == level and row.lines >= FEWEST_LINES]
    return statistics.median(amounts) if len(amounts) >= FEWEST_ROWS else None


def _is_odd(row: Spent, middle: float | None) -> bool:
    if row.lines < FEWEST_LINES:
        return False
    if middle is not None and row.amount * SHARE < middle:
        return True
    return row.lines > FEWEST_LINES and row.amount < LEAST_GBP
