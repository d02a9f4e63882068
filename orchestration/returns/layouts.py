"""Layouts of publishers' workbooks: tables with forces across (or down) and labels beside them, described as data.

In scope: the shape that a layout is written in, and sheets that are kept without being read. Out of scope: finding the
forces and landing the cells (`intake.cross_tables`), or the columns they are landed in (`returns.description`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from pydantic import Field

from orchestration.country import currency_sign
from orchestration.returns.compared import Part
from orchestration.returns.plain_text import plain, without_notes

Fate = Literal["data", "header", "title", "footnote", "subtotal", "blank", "quarantined"]
_NO_BRACKETS = str.maketrans("()", "  ")
FATES: tuple[Fate, ...] = ("data", "header", "title", "footnote", "subtotal", "blank", "quarantined")


class OtherSheet(Part):
    """Sheets that are expected but hold no table: their rows are kept under this fate, for this reason.

    Attributes:
        sheet: Name of the sheet; None where a pattern says which.
        pattern: Regular expression of the whole name, where many sheets are meant.
    """

    sheet: str | None = None
    pattern: str | None = None
    fate: Fate
    reason: str

    def is_sheet(self, name: str) -> bool:
        """Whether a sheet is meant."""
        if self.pattern:
            return bool(_compiled(self.pattern).fullmatch(plain(name)))
        return normalised(name) == normalised(self.sheet or "")


@lru_cache(maxsize=10_000)
def normalised(text: str) -> str:
    """Heading or name with case, trailing dots and what `plain` folds folded, for comparison only."""
    return plain(text).rstrip(".").casefold()


@lru_cache(maxsize=10_000)
def heading_key(text: str) -> str:
    """Heading for comparison: as `normalised`, without notes, brackets and the asterisk of a required column.

    `Total (FTE) [note 2]` and `* Total FTE` are the same; what brackets hold still counts, as in `Total (headcount)`.
    """
    bare = without_notes(normalised(text)).translate(_NO_BRACKETS).strip(" *")
    return " ".join(currency_sign() if word == "gbp" else word for word in bare.split()) or normalised(text)


class SheetLayout(Part):
    """Sheets of one shape.

    Attributes:
        sheet: Regular expression of the whole name of the sheet, capital letters apart.
        title: Regular expression found in a cell above the forces; None where the name alone decides.
        labels: Columns that the cells beside the forces are landed in, the last of them next to the first force; empty
            for a cell that is not landed.
        values: Columns that are the same for every cell of the sheet, and what is landed in them.
        is_down: Whether forces are rows and labels are above them, instead of beside.
        blocks: Regular expression of labels that head a block of rows; their text is landed in `block_column`.
        block_column: Column for the heading of the block.
        carried: Column whose label stands once for all that follow it, as merged headings do.
        only: Values of `carried` that are landed; all where empty.
        kept_because: Why the rows of the sheet are kept and not landed; None where they are landed.
    """

    sheet: str
    title: str | None = None
    labels: tuple[str, ...] = ()
    values: dict[str, str] = Field(default_factory=dict)
    is_down: bool = False
    blocks: str | None = None
    block_column: str | None = None
    carried: str | None = None
    only: tuple[str, ...] = ()
    kept_because: str | None = None

    def is_sheet(self, name: str) -> bool:
        """Whether a sheet is of this shape by its name."""
        return bool(_compiled(self.sheet).fullmatch(plain(name)))

    def is_titled(self, texts: list[str]) -> bool:
        """Whether one of the texts above the forces is the title."""
        return self.title is None or any(_compiled(self.title).search(plain(text)) for text in texts)


class Layout(Part):
    """The workbook of a publisher.

    Attributes:
        fewest_sheets: Sheets that must be of the layout for a file to be recognised as one.
        year_pattern: Regular expression with two groups, the years of a financial year, that is looked for in the first
            rows of every sheet; the name of the file decides where it is not found.
        year_column: Column for the year of a 31 March that each sheet names above its forces; None where the workbook
            is of one financial year.
        totals: Names of columns that are the total of the forces.
    """

    sheets: tuple[SheetLayout, ...]
    fewest_sheets: int = 1
    year_pattern: str | None = None
    year_column: str | None = None
    totals: tuple[str, ...] = ()

    def years_in(self, text: str) -> set[str]:
        """Financial years that a text gives, for example 2017/18."""
        found = _compiled(self.year_pattern).findall(plain(text)) if self.year_pattern else []
        return {f"{first}/{second[-2:]}" for first, second in found}


class EditionSheets(Part):
    """Columns of a national table by which each sheet of an edition is checked on its own.

    Attributes:
        table: The table.
        sheet: Name of the publisher's sheet.
        label: Line or heading, which must be one of the labels known of the return.
        force: Force.
        value: Number.
    """

    table: str
    sheet: str
    label: str
    force: str
    value: str


@lru_cache(maxsize=200)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
