"""Rows of a long table, written as XML into the sheet that xlsxwriter laid out for them.

In scope: cells of long tables, and putting them into the finished workbook. Out of scope: layout (`worksheets`), and
what a cell holds (`cells`).

xlsxwriter takes some 8 microseconds a cell, and a release of ten years has millions of cells. It writes the whole
workbook with the first and the last row of a long table blank but for their formats; those two rows are then replaced.
Nothing here depends on how xlsxwriter works inside, only on the format of the file: ECMA-376, part 1, sections 18.3.1.4
(`c`), 18.3.1.53 (`is`) and 18.3.1.73 (`row`).
"""

from __future__ import annotations

import math
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, cast
from xml.sax.saxutils import escape

FROM_ROWS = 50  # a shorter table is left to xlsxwriter
# Text that a reader of the format would take for an escaped sign, and signs that XML cannot hold (section 22.9.2.19).
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9a-fA-F]{4}_)")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_STYLE = re.compile(r'<c r="[A-Z]+\d+"( s="\d+")?/>')


@dataclass(frozen=True)
class LongTable:
    """Rows to put into a sheet.

    Attributes:
        first: Number of the first row in the sheet, from 1.
        columns: Cells of each column; all have as many.
        heights: Height in points of each row that is not as tall as a line, by its place among the rows, from 0.
    """

    first: int
    columns: Sequence[Sequence[str | float]]
    heights: Mapping[int, int]

    @property
    def last(self) -> int:
        """Number of the last row in the sheet, from 1."""
        return self.first + len(self.columns[0]) - 1


def mark_place(sheet: Any, table: LongTable, numbers: Sequence[Any], texts: Sequence[Any]) -> None:
    """Have xlsxwriter keep the place of a long table: formats of numbers in its first row, those of texts in its last.

    Args:
        sheet: A worksheet of xlsxwriter.
        table: The rows, at least two.
        numbers: Format of the numbers of each column.
        texts: Format of the texts of each column.
    """
    for row, formats in ((table.first, numbers), (table.last, texts)):
        for index, each in enumerate(formats):
            sheet.write_blank(row - 1, index, None, each)


def write_filled(path: Path, workbook: BytesIO, tables: Mapping[int, LongTable]) -> None:
    """Write a finished workbook to a file, with the rows of long tables in their places.

    Args:
        path: File to write.
        workbook: The workbook as xlsxwriter finished it.
        tables: Number of a sheet, from 1, to its rows.

    Raises:
        ValueError: If a sheet has no place for its rows, or a number is not finite.
    """
    sheets = {f"xl/worksheets/sheet{number}.xml": table for number, table in tables.items()}
    with zipfile.ZipFile(workbook) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename in sheets:
                content = _filled(content.decode(), sheets[part.filename]).encode()
            target.writestr(part, content)


def _filled(sheet: str, table: LongTable) -> str:
    start = sheet.index(f'<row r="{table.first}"')
    last = sheet.index(f'<row r="{table.last}"', start)
    end = sheet.index("</row>", last) + len("</row>")
    numbers, texts = _STYLE.findall(sheet[start:last]), _STYLE.findall(sheet[last:end])
    return f"{sheet[:start]}{_rows(table, numbers, texts)}{sheet[end:]}"


def _rows(table: LongTable, numbers: Sequence[str], texts: Sequence[str]) -> str:
    from xlsxwriter.utility import xl_col_to_name

    columns = [
        _cells(xl_col_to_name(index), values, table.first, *styles)
        for index, (values, *styles) in enumerate(zip(table.columns, numbers, texts, strict=True))
    ]
    heights = {place: f' ht="{height}" customHeight="1"' for place, height in table.heights.items()}
    return "".join(
        f'<row r="{table.first + place}"{heights.get(place, "")}>{"".join(cells)}</row>'
        for place, cells in enumerate(zip(*columns, strict=True))
    )


def _cells(letters: str, values: Sequence[str | float], first: int, number_style: str, text_style: str) -> list[str]:
    """The cells of a column; texts come again and again, so each is made ready once."""
    strings, numbers = parted(values)
    if not all(map(math.isfinite, numbers)):
        raise ValueError(f"Column {letters} of a sheet has a number that is not finite.")
    known = {value: _text(value) for value in strings}
    start, number, text = f'<c r="{letters}', f'"{number_style}><v>', f'"{text_style} t="inlineStr"><is>'
    if not strings:
        return [f"{start}{row}{number}{value!r}</v></c>" for row, value in enumerate(values, start=first)]
    return [
        f"{start}{row}{text}{known[value]}</is></c>"
        if isinstance(value, str)
        else f"{start}{row}{number}{value!r}</v></c>"
        for row, value in enumerate(values, start=first)
    ]


def parted(values: Sequence[str | float]) -> tuple[set[str], Sequence[float]]:
    """The different texts of a column, and its numbers."""
    kinds = set(map(type, values))
    if str not in kinds:
        return set(), cast("Sequence[float]", values)
    if kinds == {str}:
        return set(cast("Sequence[str]", values)), ()
    return {value for value in values if isinstance(value, str)}, [each for each in values if not isinstance(each, str)]


def _text(value: str) -> str:
    escaped = _NOT_IN_XML.sub(lambda sign: f"_x{ord(sign[0]):04X}_", _LOOKS_ESCAPED.sub("_x005F_", value))
    kept = ' xml:space="preserve"' if value != value.strip() else ""
    return f"<t{kept}>{escape(escaped)}</t>"
