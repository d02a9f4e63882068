"""Finding the headings of a table on a sheet: below titles, shifted to the right, merged, or spread over two rows.

In scope: which row or rows hold the headings, and how each reads. Out of scope: what is wrong with them
(`intake.mapping`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from orchestration.readers.sheets import Row, Sheet, cell_position, is_blank
from orchestration.returns.description import Column, ColumnFamily
from orchestration.returns.layouts import heading_key
from orchestration.returns.plain_text import plain, without_notes

SEARCH_ROWS = 40
KEPT_WIDTH = 1_000  # wider rows are read anew for each table: kept, they might take hundreds of megabytes


@dataclass(frozen=True)
class Headings:
    """Headings as they were found.

    Attributes:
        first: Index of the first row that holds them.
        last: Index of the last; the same where one row holds all.
        texts: Heading of each column of the sheet as printed, joined where it stands in two rows; empty for none.
        readings: For each column, every way its heading may be read, as `heading_key` gives them.
        share: Share of the described columns that were found.
    """

    first: int
    last: int
    texts: tuple[str, ...]
    readings: tuple[frozenset[str], ...]
    share: float

    @property
    def are_joined(self) -> bool:
        """Whether two rows were joined."""
        return self.last > self.first


_NONE = Headings(0, 0, (), (), 0.0)


def find_headings(columns: Sequence[Column], sheet: Sheet) -> Headings:
    """The row, or two rows, most like the described columns; a share of 0 where none is.

    Rows are joined only where two together hold more of the columns than any one does.
    """
    return HeadingRows(sheet).find(columns)


def with_family(headings: Headings, sheet: Sheet, family: ColumnFamily, columns: Sequence[Column]) -> Headings:
    """The headings read together with the row above or below, where only so they have columns of the family.

    A year above a group of columns belongs to each of them: `2015-16` above `Precept` reads `2015-16 Precept`.
    """
    if headings.share == 0 or _heads(headings, family):
        return headings
    for first in (headings.first - 1, headings.last):
        if 0 <= first < len(sheet.rows) - 1:
            joined = _candidate(first, first + 1, _joined(sheet, first)).if_better(columns, _NONE)
            if _heads(joined, family):
                return joined
    return headings


def _heads(headings: Headings, family: ColumnFamily) -> bool:
    return any(family.heads(text) for text in headings.texts)


class HeadingRows:
    """The first rows of a sheet, each read once however many tables are looked for in them."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._filled = [index for index, row in enumerate(sheet.rows[:SEARCH_ROWS]) if not is_blank(row)]
        self._known: dict[tuple[int, int], _Candidate] = {}

    def find(self, columns: Sequence[Column]) -> Headings:
        """As `find_headings`."""
        best = _NONE
        for index in self._filled:
            best = self._candidate(index, index).if_better(columns, best)
            if best.share == 1.0:
                return best
        for index, following in pairwise(self._filled):
            if following == index + 1:
                best = self._candidate(index, following).if_better(columns, best)
        return best

    def _candidate(self, first: int, last: int) -> _Candidate:
        if known := self._known.get((first, last)):
            return known
        row = self.sheet.rows[first]
        printed: list[tuple[str, ...]] = (
            [(_text(cell),) for cell in row] if first == last else _joined(self.sheet, first)
        )
        found = _candidate(first, last, printed)
        if len(found.texts) <= KEPT_WIDTH:
            self._known[first, last] = found
        return found


@dataclass(frozen=True)
class _Candidate:
    """A row, or two rows, that may hold headings: as printed, and every way each and all of them may be read."""

    first: int
    last: int
    texts: tuple[str, ...]
    readings: tuple[frozenset[str], ...]
    everything: frozenset[str]

    def if_better(self, columns: Sequence[Column], best: Headings) -> Headings:
        """The headings here if they are more like the columns than the best before, else those."""
        share = _found(columns, self.everything) / len(columns)
        return Headings(self.first, self.last, self.texts, self.readings, share) if share > best.share else best


def is_repeated(columns: Sequence[Column], row: Row) -> bool:
    """Whether a row below the headings holds them again: at least two, and half of those described."""
    found = _found(columns, frozenset(heading_key(cell) for cell in row if cell))
    return found >= 2 and found * 2 >= len(columns)


def headed_width(headings: Headings) -> int:
    """How many columns there are up to the last that has a heading."""
    return max((at + 1 for at, readings in enumerate(headings.readings) if readings), default=0)


def _candidate(first: int, last: int, printed: list[tuple[str, ...]]) -> _Candidate:
    readings = tuple(frozenset(heading_key(text) for text in texts if text) for texts in printed)
    return _Candidate(first, last, tuple(texts[0] for texts in printed), readings, frozenset().union(*readings))


def _found(columns: Sequence[Column], readings: frozenset[str]) -> int:
    return sum(column.is_among(readings) for column in columns)


def _joined(sheet: Sheet, index: int) -> list[tuple[str, ...]]:
    """Two rows read together: a heading above several columns belongs to each of them."""
    above, below = sheet.rows[index], sheet.rows[index + 1]
    width = max(len(above), len(below))
    spread = _spread(above, width, index, sheet.merged)
    texts: list[tuple[str, ...]] = []
    for position in range(width):
        low = _text(below[position]) if position < len(below) else ""
        high = spread[position]
        if low and high:
            texts.append((f"{high} {low}", f"{low} ({high})", f"{high} ({low})", f"{low} {high}", low))
        else:
            texts.append((low or high,))
    return texts


def _spread(above: Row, width: int, index: int, merged: Sequence[str]) -> list[str]:
    """The upper row with each text carried over the columns it is merged across, or over the gap to its right."""
    spread = [_text(above[position]) if position < len(above) else "" for position in range(width)]
    ranges = [
        (cell_position(first), cell_position(last)) for first, _, last in (each.partition(":") for each in merged)
    ]
    if any(first[0] <= index <= last[0] for first, last in ranges):
        for (top, left), (bottom, right) in ranges:
            if top <= index <= bottom:
                for position in range(left, min(right + 1, width)):
                    spread[position] = spread[position] or spread[left]
        return spread
    for position in range(1, width):
        spread[position] = spread[position] or spread[position - 1]
    return spread


def _text(cell: str | None) -> str:
    return without_notes(plain(cell or ""))
