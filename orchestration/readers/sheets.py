"""Sheets as every reader gives them, and how a cell becomes text.

In scope: the shape that readers share. Out of scope: any one format.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Row = list[str | None]

LAST_ROWS = (65_536, 1_048_576)  # the last row that Excel can hold, up to 2003 and since 2007
BLANK_ROWS_KEPT = 50  # blank rows after the last filled one that stay in a sheet; those beyond are only counted
EPOCH_1900 = "1899-12-30"
EPOCH_1904 = "1904-01-01"


@dataclass(frozen=True)
class Sheet:
    """A sheet, or a text file as one sheet.

    Attributes:
        name: Name of the sheet; empty for a text file.
        is_hidden: Whether the workbook hides it.
        rows: Cells as text from cell A1 on, so that the first row is row 1 and the first cell column A. An empty cell
            is None.
        errors: Cells with a spreadsheet error, by address, and its text; the text stands in the rows as well.
        uncalculated: Addresses of cells with a formula that nobody calculated.
        formulas: The formulas of those cells by address, where the format tells them.
        percents: Addresses of cells with a number that the workbook shows as a percentage: 0.125 shown as 12.5%.
        merged: Merged ranges, as B2:E2.
        hidden_rows: Numbers, from 1, of the hidden rows that hold something.
        hidden_columns: Letters of the hidden columns that hold something.
        blank_tail: Number of blank rows at the end of the sheet that were cut off `rows`.
        date_serial_epoch: Day, as ISO date, from which the sheet counts dates that stand as plain numbers.
    """

    name: str
    is_hidden: bool
    rows: list[Row]
    errors: dict[str, str] = field(default_factory=dict)
    uncalculated: list[str] = field(default_factory=list)
    formulas: dict[str, str] = field(default_factory=dict)
    percents: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[str] = field(default_factory=list)
    blank_tail: int = 0
    date_serial_epoch: str = EPOCH_1900


@dataclass(frozen=True)
class ReadFile:
    """What a reader made of a file.

    Attributes:
        sheets: Sheets in the order of the file.
        encoding: Encoding that a text file was read in; None for a workbook.
        uses_1904: Whether the workbook counts dates from 1904; cells that are dates are read accordingly.
        kind: xlsx, xlsm, xls, xlsb, ods or text, by content; empty if nobody said.
    """

    sheets: list[Sheet]
    encoding: str | None = None
    uses_1904: bool = False
    kind: str = ""


class UnreadableFile(Exception):
    """A file that a reader cannot read.

    Attributes:
        rule_id: Code of the rule in the catalogue.
        detail: What was met, in words.
    """

    def __init__(self, rule_id: str, detail: str) -> None:
        super().__init__(detail)
        self.rule_id = rule_id
        self.detail = detail


def cell_text(value: Any) -> str | None:
    """Text of a cell as a reader returned it.

    Whole numbers lose the `.0` that spreadsheets store; other numbers keep every digit and are written out without an
    exponent; dates are written as ISO, times as 08:30:00, durations as hours, 30:00:00. Text is kept as it is, white
    space included; only a cell without any character is empty.
    """
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, datetime.datetime):
        is_midnight = value.time() == datetime.time(0)
        return value.date().isoformat() if is_midnight else value.isoformat(sep=" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return _duration_text(value)
    return str(value)


def _number_text(value: float) -> str:
    if value == 0:
        return "0"
    text = repr(value)
    if "e" in text and 1e-30 < abs(value) < 1e30:  # beyond that the zeros would only be noise
        text = format(Decimal(text), "f")
    return text.removesuffix(".0")


def _duration_text(value: datetime.timedelta) -> str:
    whole = abs(value)
    hours, rest = divmod(whole.days * 86400 + whole.seconds, 3600)
    sign = "-" if value < datetime.timedelta(0) else ""
    fraction = f".{whole.microseconds:06d}" if whole.microseconds else ""
    return f"{sign}{hours:02d}:{rest // 60:02d}:{rest % 60:02d}{fraction}"


def column_letter(index: int) -> str:
    """Letters of a column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_position(address: str) -> tuple[int, int]:
    """Row and column of a cell address, both from 0: B3 is (2, 1)."""
    letters = address.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(address[len(letters) :]) - 1, column - 1


def cell_address(row: int, column: int) -> str:
    """Address of a cell whose row and column count from 0: (2, 1) is B3."""
    return f"{column_letter(column)}{row + 1}"


def is_blank(row: Row) -> bool:
    """Whether no cell of the row holds anything but white space."""
    return all(cell is None or not cell.strip() for cell in row)


def strip_trailing_blanks(rows: list[Row]) -> tuple[list[Row], int]:
    """The rows with no more than `BLANK_ROWS_KEPT` blank ones at their end, and how many were cut off."""
    filled = len(rows)
    while filled and is_blank(rows[filled - 1]):
        filled -= 1
    kept = rows[: filled + BLANK_ROWS_KEPT]
    return kept, len(rows) - len(kept)
