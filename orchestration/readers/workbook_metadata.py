"""Facts of a workbook that calamine does not give, and what each format tells.

In scope: the shape of those facts, what formats share. Out of scope: the scan of any one format
(`xlsx_facts`, `xlsb_facts`, `xls_facts`, `ods_facts`), and values of cells.

Calamine gives an empty cell for `#N/A` and for a formula without a stored value in every format: read on its own, both
would be lost without a word. It also asks for the memory of the whole rectangle up to the last cell before it reads
any, so a cell far away must be known beforehand. Measured with python-calamine 0.9:

| Fact | XLSX, XLSM | XLSB | XLS | ODS |
|---|---|---|---|---|
| errors | scan | scan | scan | scan |
| uncalculated formulas | scan | always hold a value | scan | scan |
| percentages | scan, styles | scan, styles | scan, formats | scan |
| merged ranges | calamine | scan | calamine | scan |
| hidden rows and columns | scan | scan | scan | scan |
| dates from 1904 | scan | scan | scan | dates are ISO in the file |
| cell far away | scan | scan | 65,536 x 256 at most | scan |
| hidden sheets | calamine | calamine | calamine | calamine |
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

ERROR_TEXTS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
"""Text of an error by the code that the binary formats keep."""

UNNAMED_ERROR = "#ERROR!"
PERCENT_FORMATS = {9, 10}  # number formats 0% and 0.00%, which no file spells out

# What a number format shows as written: quoted text, an escaped or padding character, a colour or condition.
_LITERAL = re.compile(r'"[^"]*"|[\\_*].|\[[^\]]*\]', re.DOTALL)

Span = tuple[int, int]
"""First and last number, both from 1."""


@dataclass
class SheetFacts:
    """What a scan found on one sheet.

    Attributes:
        errors: Cells with an error, by address, and its text.
        uncalculated: Addresses of cells with a formula and no value.
        formulas: The formulas of those cells by address, where the scan reads them.
        percents: Addresses of cells with a number shown as a percentage.
        merged: Merged ranges, as B2:E2.
        hidden_rows: Hidden rows, filled or not.
        hidden_columns: Hidden columns, filled or not.
        last_row: Number of the last row that the file spells out, filled or only formatted; 0 if unknown.
        far_row: Number of the last row with a value; 0 if the sheet is known to be small.
        far_column: Number of the last column with a value; 0 likewise.
    """

    errors: dict[str, str] = field(default_factory=dict)
    uncalculated: list[str] = field(default_factory=list)
    formulas: dict[str, str] = field(default_factory=dict)
    percents: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    hidden_rows: list[Span] = field(default_factory=list)
    hidden_columns: list[Span] = field(default_factory=list)
    last_row: int = 0
    far_row: int = 0
    far_column: int = 0

    def reach(self, row: int, column: int) -> None:
        """Note that a cell with a value stands at that row and column, both from 1."""
        self.far_row = max(self.far_row, row)
        self.far_column = max(self.far_column, column)


@dataclass
class WorkbookFacts:
    """What a scan found in a workbook.

    Attributes:
        sheets: Facts by the name of the sheet.
        uses_1904: Whether dates count from 1904.
    """

    sheets: dict[str, SheetFacts] = field(default_factory=dict)
    uses_1904: bool = False


def is_percent_format(code: str) -> bool:
    """Whether a number format shows a number as a percentage: `0.0%` does, `0" % of all"` does not."""
    return "%" in _LITERAL.sub("", code)
