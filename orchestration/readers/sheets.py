"""Sheets as every reader gives them, and how a cell becomes text.

Belongs here: the shape that readers share. Does not belong here: any one format.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

Row = list[str | None]


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
    """

    name: str
    is_hidden: bool
    rows: list[Row]
    errors: dict[str, str] = field(default_factory=dict)
    uncalculated: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ReadFile:
    """What a reader made of a file.

    Attributes:
        sheets: Sheets in the order of the file.
        encoding: Encoding that a text file was read in; None for a workbook.
    """

    sheets: list[Sheet]
    encoding: str | None = None


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

    Whole numbers lose the `.0` that spreadsheets store; other numbers keep every digit; dates are written as ISO.
    Text is kept as it is, white space included; only a cell without any character is empty.
    """
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        is_midnight = value.time() == datetime.time(0)
        return value.date().isoformat() if is_midnight else value.isoformat(sep=" ")
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)


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


def is_blank(row: Row) -> bool:
    """Whether no cell of the row holds anything but white space."""
    return all(cell is None or not cell.strip() for cell in row)
