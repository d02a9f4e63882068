"""A file with every row accounted for: the shapes that intake passes on.

In scope: what mapping gives and recording takes. Out of scope: mapping or recording.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from orchestration.findings.finding import Finding
from orchestration.readers.sheets import Row, Sheet, is_blank
from orchestration.returns.description import Table
from orchestration.returns.layouts import Fate

LandedRow = list[str | None]


def rows_in_words(count: int) -> str:
    """A number of rows, as `1 row` or `1,200 rows`."""
    return f"{count:,} row{'' if count == 1 else 's'}"


def others_in_words(more: int) -> str:
    """How many more cells of a column the same applies to, as a sentence; nothing where it is one cell only."""
    cells = f"{more:,} more {'cells' if more > 1 else 'cell'}"
    return f"The same applies to {cells} in the column." if more else ""


@dataclass(frozen=True)
class MappedTable:
    """Rows of one table, as text.

    Attributes:
        table: Its description.
        sheet: Sheet the rows stand on.
        places: Column name to (heading as printed, letter on the sheet).
        rows: Each row's number on the sheet, the letter of the family column (None without a family), and its values
            in the order of `table.landed_columns`.
    """

    table: Table
    sheet: str
    places: dict[str, tuple[str, str]]
    rows: list[tuple[int, str | None, LandedRow]]


@dataclass(frozen=True)
class Repair:
    """A decision on one cell.

    Attributes:
        table: Table it belongs to.
        row: Row on the sheet, from 1.
        letter: Column on the sheet.
        column: Name of the column in the warehouse.
        heading: Heading as printed.
        rule_id: Code of the repair.
        given: The cell as given.
        value: What it was read as; None where it has no value.
        missing: Which kind of missing its sign stands for.
    """

    table: Table
    sheet: str
    row: int
    letter: str
    column: str
    heading: str
    rule_id: str
    given: str
    value: str | None
    missing: str | None


@dataclass(frozen=True)
class OtherRow:
    """A row that is not data, kept as it is."""

    sheet: str
    row: int
    fate: Fate
    reason: str
    cells: Row


def titles_in_words(count: int) -> str:
    """What stands above headings, as `2 rows of titles`."""
    return f"{rows_in_words(count)} of titles" if count else "only empty rows"


@dataclass
class MappedFile:
    """A file with every row accounted for."""

    tables: list[MappedTable] = field(default_factory=list)
    other_rows: list[OtherRow] = field(default_factory=list)
    fates: Counter[tuple[str, Fate, str]] = field(default_factory=Counter)
    repairs: list[Repair] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def keep(self, sheet: str, row: int, fate: Fate, reason: str, cells: Row) -> None:
        """Give a row that is not data its fate; blank rows are counted, not stored."""
        self.fates[(sheet, fate, reason)] += 1
        if fate != "blank":
            self.other_rows.append(OtherRow(sheet, row, fate, reason, cells))

    def keep_rows(self, sheet: Sheet, start: int, fate: Fate, reason: str) -> int:
        """Give all rows of a sheet from an index on the same fate, blank ones apart; returns how many are not blank."""
        kept = 0
        for index, row in enumerate(sheet.rows[start:], start=start):
            blank = is_blank(row)
            kept += not blank
            self.keep(sheet.name, index + 1, "blank" if blank else fate, "" if blank else reason, row)
        return kept
