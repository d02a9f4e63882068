"""Facts of an XLSB workbook, from the binary records of its parts.

In scope: what the records tell. Out of scope: values.

A record is its number (one or two bytes), the length of its content (one to four bytes, seven bits each) and the
content.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from orchestration.readers.sheets import cell_address
from orchestration.readers.workbook_metadata import (
    ERROR_TEXTS,
    PERCENT_FORMATS,
    UNNAMED_ERROR,
    SheetFacts,
    WorkbookFacts,
    is_percent_format,
)
from orchestration.readers.xlsx_metadata import part_of
from orchestration.readers.zip_parts import open_parts

_ROW, _BLANK, _RK, _ERROR, _REAL, _NUMBER_FORMULA, _ERROR_FORMULA = 0, 1, 2, 3, 5, 9, 11
_LAST_CELL_RECORD = 11
_NUMBERS = {_RK, _REAL, _NUMBER_FORMULA}
_FORMAT, _STYLE, _COLUMNS, _WORKBOOK_PROPERTIES, _SHEET, _MERGED = 44, 47, 60, 153, 156, 176
_BEGIN_CELL_STYLES, _END_CELL_STYLES = 617, 618


def scan_xlsb(path: Path) -> WorkbookFacts:
    """Facts of every worksheet.

    Raises:
        zipfile.BadZipFile, KeyError, struct.error, ElementTree.ParseError, UnicodeDecodeError: If the workbook is
            damaged.
    """
    with open_parts(path) as parts:
        names = set(parts.namelist())
        relations = ElementTree.fromstring(parts.read("xl/_rels/workbook.bin.rels"))
        targets = {each.get("Id"): part_of(each.get("Target", "")) for each in relations}
        styles = _percent_styles(parts.read("xl/styles.bin")) if "xl/styles.bin" in names else set()
        facts = WorkbookFacts()
        for number, content in _records(parts.read("xl/workbook.bin")):
            if number == _WORKBOOK_PROPERTIES:
                facts.uses_1904 = bool(content[0] & 1) if content else False
            elif number == _SHEET:
                relation, end = _wide_text(content, 8)
                name, _ = _wide_text(content, end)
                part = targets.get(relation, "")
                if part.startswith("xl/worksheets/") and part in names:
                    facts.sheets[name] = _sheet_facts(parts.read(part), styles)
    return facts


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    while position < len(content):
        number = content[position]
        position += 1
        if number & 0x80:
            number = (number & 0x7F) | (_byte(content, position) & 0x7F) << 7
            position += 1
        length = 0
        for shift in (0, 7, 14, 21):
            byte = _byte(content, position)
            position += 1
            length |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        yield number, content[position : position + length]
        position += length


def _byte(content: bytes, position: int) -> int:
    if position >= len(content):
        raise struct.error("a record breaks off")
    return content[position]


def _wide_text(content: bytes, start: int) -> tuple[str, int]:
    """A text with its length before it, and where it ends."""
    (length,) = struct.unpack_from("<I", content, start)
    if length == 0xFFFFFFFF:  # the sign for no text at all
        return "", start + 4
    end = start + 4 + 2 * length
    return content[start + 4 : end].decode("utf-16-le"), end


def _percent_styles(content: bytes) -> set[int]:
    formats = set(PERCENT_FORMATS)
    styles: set[int] = set()
    number_of_style = None  # only styles of cells count, not those that the named styles are made of
    for number, record in _records(content):
        if number == _FORMAT:
            if is_percent_format(_wide_text(record, 2)[0]):
                formats.add(struct.unpack_from("<H", record)[0])
        elif number == _BEGIN_CELL_STYLES:
            number_of_style = 0
        elif number == _END_CELL_STYLES:
            number_of_style = None
        elif number == _STYLE and number_of_style is not None:
            if struct.unpack_from("<H", record, 2)[0] in formats:
                styles.add(number_of_style)
            number_of_style += 1
    return styles


def _sheet_facts(content: bytes, percent_styles: set[int]) -> SheetFacts:
    facts = SheetFacts()
    row = 0
    for number, record in _records(content):
        if number == _ROW:
            (row,) = struct.unpack_from("<I", record)
            facts.last_row = max(facts.last_row, row + 1)
            if len(record) > 11 and record[11] & 0x10:
                facts.hidden_rows.append((row + 1, row + 1))
        elif number <= _LAST_CELL_RECORD:
            _take_cell(facts, number, row, record, percent_styles)
        elif number == _COLUMNS:
            first, last, _, _, flags = struct.unpack_from("<IIIIH", record)
            if flags & 1:
                facts.hidden_columns.append((first + 1, last + 1))
        elif number == _MERGED:
            top, bottom, left, right = struct.unpack_from("<IIII", record)
            facts.merged.append(f"{cell_address(top, left)}:{cell_address(bottom, right)}")
    return facts


def _take_cell(facts: SheetFacts, number: int, row: int, record: bytes, percent_styles: set[int]) -> None:
    column, style = struct.unpack_from("<II", record)
    if number == _BLANK:
        return
    facts.reach(row + 1, column + 1)
    if number in {_ERROR, _ERROR_FORMULA}:
        code = _byte(record, 8)
        facts.errors[cell_address(row, column)] = ERROR_TEXTS.get(code, UNNAMED_ERROR)
    elif number in _NUMBERS and style & 0xFFFFFF in percent_styles:
        facts.percents.append(cell_address(row, column))
