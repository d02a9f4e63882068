"""Facts of an old XLS workbook, from the records of its workbook stream.

In scope: what the records tell. Out of scope: values, or the document around the stream (`compound`).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from orchestration.readers.compound import stream_of
from orchestration.readers.sheets import UnreadableFile, cell_address
from orchestration.readers.workbook_metadata import (
    ERROR_TEXTS,
    PERCENT_FORMATS,
    UNNAMED_ERROR,
    SheetFacts,
    WorkbookFacts,
    is_percent_format,
)

_BEGIN, _END, _FORMULA, _DATE_MODE, _PASSWORD, _COLUMNS, _SHEET = 0x809, 0x0A, 0x06, 0x22, 0x2F, 0x7D, 0x85
_SEVERAL_NUMBERS, _STYLE, _NUMBER, _TRUTH_OR_ERROR, _ROW, _SHORT_NUMBER, _FORMAT = (
    0xBD,
    0xE0,
    0x203,
    0x205,
    0x208,
    0x27E,
    0x41E,
)
_UNICODE_VERSION = 0x600
_CALCULATED_BY = 0x1C1
_ERROR_RESULT, _EMPTY_RESULT, _CALCULATE_ON_OPENING = 2, 3, 0x2


def scan_xls(path: Path) -> WorkbookFacts:
    """Facts of every worksheet.

    Raises:
        UnreadableFile: F03 if the workbook is protected by a password.
        compound.DamagedDocument, struct.error: If it is damaged.
    """
    stream = stream_of(path.read_bytes(), ("Workbook", "Book"))
    facts = WorkbookFacts()
    is_unicode = stream[:2] == struct.pack("<H", _BEGIN) and struct.unpack_from("<H", stream, 4)[0] == _UNICODE_VERSION
    formats = set(PERCENT_FORMATS)
    styles: list[int] = []
    places: list[tuple[str, int]] = []
    was_calculated = False
    for number, record in _records(stream, 0):
        if number == _PASSWORD:
            raise UnreadableFile("F03", "the workbook is protected by a password")
        if number == _DATE_MODE:
            facts.uses_1904 = struct.unpack_from("<H", record)[0] == 1
        elif number == _FORMAT:
            code = _text(record, 2, is_unicode, wide_length=is_unicode)
            if is_percent_format(code):
                formats.add(struct.unpack_from("<H", record)[0])
        elif number == _STYLE:
            styles.append(struct.unpack_from("<H", record, 2)[0])
        elif number == _CALCULATED_BY:
            was_calculated = True
        elif number == _SHEET:
            places.append((_text(record, 6, is_unicode, wide_length=False), struct.unpack_from("<I", record)[0]))
    percent_styles = {index for index, code in enumerate(styles) if code in formats}
    for name, start in places:
        facts.sheets[name] = _sheet_facts(stream, start, percent_styles, was_calculated)
    return facts


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Records from a begin to its end; what is nested, such as a chart, is left out."""
    depth = 0
    while start + 4 <= len(stream):
        number, length = struct.unpack_from("<HH", stream, start)
        if number == _BEGIN:
            depth += 1
        elif number == _END:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield number, stream[start + 4 : start + 4 + length]
        start += 4 + length
    raise struct.error("the workbook stream breaks off")


def _text(record: bytes, start: int, is_unicode: bool, wide_length: bool) -> str:
    (length,) = struct.unpack_from("<H" if wide_length else "<B", record, start)
    start += 2 if wide_length else 1
    if not is_unicode:
        return record[start : start + length].decode("cp1252", errors="replace")
    (flags,) = struct.unpack_from("<B", record, start)
    if flags & 1:
        return record[start + 1 : start + 1 + 2 * length].decode("utf-16-le", errors="replace")
    return record[start + 1 : start + 1 + length].decode("latin-1")


def _sheet_facts(stream: bytes, start: int, percent_styles: set[int], was_calculated: bool) -> SheetFacts:
    facts = SheetFacts()
    for number, record in _records(stream, start):
        if number == _ROW:
            row, _, _, _, _, _, flags = struct.unpack_from("<7H", record)
            facts.last_row = max(facts.last_row, row + 1)
            if flags & 0x20:
                facts.hidden_rows.append((row + 1, row + 1))
        elif number == _COLUMNS:
            first, last, _, _, flags = struct.unpack_from("<5H", record)
            if flags & 1:
                facts.hidden_columns.append((first + 1, last + 1))
        elif number == _TRUTH_OR_ERROR:
            _take_error(facts, record)
        elif number == _FORMULA:
            _take_formula(facts, record, percent_styles, was_calculated)
        elif number in {_NUMBER, _SHORT_NUMBER}:
            row, column, style = struct.unpack_from("<3H", record)
            if style in percent_styles:
                facts.percents.append(cell_address(row, column))
        elif number == _SEVERAL_NUMBERS:
            row, first = struct.unpack_from("<2H", record)
            styles = (struct.unpack_from("<H", record, each)[0] for each in range(4, len(record) - 7, 6))
            facts.percents += [
                cell_address(row, first + offset) for offset, style in enumerate(styles) if style in percent_styles
            ]
    return facts


def _take_error(facts: SheetFacts, record: bytes) -> None:
    row, column = struct.unpack_from("<2H", record)
    code, is_error = struct.unpack_from("<BB", record, 6)
    if is_error:
        facts.errors[cell_address(row, column)] = ERROR_TEXTS.get(code, UNNAMED_ERROR)


def _take_formula(facts: SheetFacts, record: bytes, percent_styles: set[int], was_calculated: bool) -> None:
    """A formula with its result: a number, or a sign in the last two bytes whose kind the first says.

    A program that writes workbooks and cannot calculate stores an empty text or zero. It leaves the workbook without
    the number of the program that calculated it, or asks in each formula to be calculated on opening. A spreadsheet
    program does neither, so its zeros and empty texts are results.
    """
    row, column, style = struct.unpack_from("<3H", record)
    address = cell_address(row, column)
    result = record[6:14]
    is_sign = len(result) == 8 and result[6:] == b"\xff\xff"
    waits = len(record) >= 16 and bool(struct.unpack_from("<H", record, 14)[0] & _CALCULATE_ON_OPENING)
    has_nothing = is_sign and result[0] == _EMPTY_RESULT and (waits or not was_calculated)
    if is_sign and result[0] == _ERROR_RESULT:
        facts.errors[address] = ERROR_TEXTS.get(result[2], UNNAMED_ERROR)
    elif has_nothing or (waits and result == bytes(8)):
        facts.uncalculated.append(address)
    elif not is_sign and style in percent_styles:
        facts.percents.append(address)
