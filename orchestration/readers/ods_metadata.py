"""Facts of an ODS workbook, from its content part.

In scope: what a scan of the part tells. Out of scope: values.

A run of equal cells or rows is written once with a count, so one tag can stand for a million rows. Most files hold none
of the facts looked for; a search for their marks tells so, and then only how far the cells reach is counted.
"""

from __future__ import annotations

import html
import re
from pathlib import Path
from xml.parsers import expat

from orchestration.readers.sheets import cell_address
from orchestration.readers.workbook_metadata import ERROR_TEXTS, UNNAMED_ERROR, SheetFacts, WorkbookFacts
from orchestration.readers.zip_parts import open_parts

CELLS_NAMED = 100_000  # a run of equal cells is named cell by cell up to here

# Then what makes a search in the plain bytes unsure: attributes in single quotes, comments and CDATA, UTF-16.
_MARKS = (b'"error"', b'"collapse"', b'"filter"', b"-spanned=", b'"percentage"', b"table:formula", b"='", b"<!", b"\0")
_ROWS_REPEATED = re.compile(rb'number-rows-repeated="(\d+)"')
_COLUMNS_REPEATED = re.compile(rb'number-columns-repeated="(\d+)"')
_TABLE_NAME = re.compile(rb'table:name="([^"]*)"')
_CELLS = {"table:table-cell", "table:covered-table-cell"}
_HIDDEN = {"collapse", "filter"}
# LibreOffice has errors of its own beside those of other programs.
_ERROR = re.compile(r"Err:\d{3}|" + "|".join(re.escape(text) for text in ERROR_TEXTS.values()))


def scan_ods(path: Path) -> WorkbookFacts:
    """Facts of every sheet.

    Raises:
        zipfile.BadZipFile, KeyError, expat.ExpatError, ValueError: If the workbook is damaged.
    """
    with open_parts(path) as parts:
        content = parts.read("content.xml")
    if not any(mark in content for mark in _MARKS):
        return WorkbookFacts(dict(_extents(table) for table in content.split(b"<table:table ")[1:]))
    scanner = _Scanner()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = scanner.start
    parser.EndElementHandler = scanner.end
    parser.CharacterDataHandler = scanner.text
    parser.Parse(content, True)
    return WorkbookFacts(scanner.sheets)


def _extents(table: bytes) -> tuple[str, SheetFacts]:
    """Name of a sheet and how far its cells reach, from the bytes of its tags."""
    facts = SheetFacts()
    head, *rows = table.split(b"<table:table-row")
    number = 0
    for row in rows:
        number += _repeated(_ROWS_REPEATED, row[: row.find(b">")])
        last_value = row.rfind(b"value-type=")
        if last_value >= 0:
            filled = row[: row.find(b">", last_value)]
            cells = filled.count(b"table-cell ") + filled.count(b"table-cell/")
            more = sum(int(count) - 1 for count in _COLUMNS_REPEATED.findall(filled))
            facts.reach(number, cells + more)
    name = _TABLE_NAME.search(head)
    return html.unescape(name.group(1).decode()) if name else "", facts


def _repeated(pattern: re.Pattern[bytes], tag: bytes) -> int:
    found = pattern.search(tag)
    return int(found.group(1)) if found else 1


class _Scanner:
    def __init__(self) -> None:
        self.sheets: dict[str, SheetFacts] = {}
        self._facts = SheetFacts()
        self._tables = 0  # a table within a cell or a drawing is not a sheet
        self._row = 0
        self._rows = 0  # how many rows the open row stands for
        self._column = 0
        self._next_column = 0  # column that the next column tag describes
        self._cell: dict[str, str] = {}
        self._text: list[str] = []
        self._has_text = False  # a formula whose result is a text without a character still has an empty paragraph
        self._in_text = False
        self._in_note = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A tag opens."""
        if tag == "table:table":
            self._open_table(attributes)
        elif self._tables != 1:
            return
        elif tag in _CELLS:
            self._cell = attributes
            self._text = []
            self._has_text = False
        elif tag == "text:p":
            self._in_text = not self._in_note
            self._has_text = self._has_text or self._in_text
        elif tag == "table:table-row":
            self._open_row(attributes)
        elif tag == "table:table-column":
            self._take_columns(attributes)
        elif tag == "office:annotation":
            self._in_note = True

    def _open_table(self, attributes: dict[str, str]) -> None:
        self._tables += 1
        if self._tables == 1:
            self._facts = self.sheets.setdefault(attributes.get("table:name", ""), SheetFacts())
            self._row = self._rows = self._next_column = 0

    def _open_row(self, attributes: dict[str, str]) -> None:
        self._row += self._rows
        self._rows = int(attributes.get("table:number-rows-repeated", 1))
        self._column = 0
        if attributes.get("table:visibility") in _HIDDEN:
            self._facts.hidden_rows.append((self._row + 1, self._row + self._rows))

    def _take_columns(self, attributes: dict[str, str]) -> None:
        first = self._next_column
        self._next_column += int(attributes.get("table:number-columns-repeated", 1))
        if attributes.get("table:visibility") in _HIDDEN:
            self._facts.hidden_columns.append((first + 1, self._next_column))

    def text(self, data: str) -> None:
        """Text within a tag."""
        if self._in_text:
            self._text.append(data)

    def end(self, tag: str) -> None:
        """A tag closes."""
        if tag == "table:table":
            self._tables -= 1
        elif self._tables != 1:
            return
        elif tag in _CELLS:
            count = int(self._cell.get("table:number-columns-repeated", 1))
            self._take_cell("".join(self._text), count)
            self._column += count
        elif tag == "text:p":
            self._in_text = False
        elif tag == "office:annotation":
            self._in_note = False

    def _take_cell(self, text: str, count: int) -> None:
        kind = self._cell.get("office:value-type")
        has_formula = "table:formula" in self._cell
        if kind is not None or text:
            self._facts.reach(self._row + self._rows, self._column + count)
        if self._cell.get("calcext:value-type") == "error" or (has_formula and _ERROR.fullmatch(text)):
            self._facts.errors.update(dict.fromkeys(self._addresses(count), text or UNNAMED_ERROR))
        elif has_formula and kind is None and not self._has_text:
            self._facts.uncalculated += self._addresses(count)
        elif kind == "percentage":
            self._facts.percents += self._addresses(count)
        if "table:number-columns-spanned" in self._cell or "table:number-rows-spanned" in self._cell:
            self._take_merged()

    def _take_merged(self) -> None:
        bottom = self._row + int(self._cell.get("table:number-rows-spanned", 1)) - 1
        right = self._column + int(self._cell.get("table:number-columns-spanned", 1)) - 1
        if (bottom, right) != (self._row, self._column):
            first = cell_address(self._row, self._column)
            self._facts.merged.append(f"{first}:{cell_address(bottom, right)}")

    def _addresses(self, count: int) -> list[str]:
        if count * self._rows > CELLS_NAMED:
            raise ValueError(f"one cell is repeated {count * self._rows:,} times")
        return [
            cell_address(self._row + down, self._column + across)
            for down in range(self._rows)
            for across in range(count)
        ]
