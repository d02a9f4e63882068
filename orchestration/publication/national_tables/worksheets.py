"""How a sheet is laid out: title in A1, sentences below it, one marked table, nothing merged, hidden or left blank.

It follows the guidance of the government's Analysis Function on statistics in spreadsheets. Colour carries no meaning.
In scope: writing one sheet. Out of scope: what it says (`sheet_rows`, `cells`, `workbooks`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from orchestration.publication.national_tables.long_tables import FROM_ROWS, LongTable, mark_place, parted, write_filled

_NARROWEST, _WIDEST, _LINE_OF_COVER = 11, 60, 100
_LINE, _TALLEST = 15, 400  # points
_CONTENTS = "Contents"


class WorkbookWriter:
    """One workbook of xlsxwriter, with the few formats of the house.

    Args:
        properties: Properties of the document, as xlsxwriter names them.
    """

    def __init__(self, properties: dict[str, Any]) -> None:
        import xlsxwriter

        self._file = BytesIO()
        self._workbook = workbook = xlsxwriter.Workbook(self._file, {"in_memory": True})
        workbook.set_properties(properties)
        self._tables = 0
        self._long: dict[int, LongTable] = {}
        top = {"valign": "top"}
        self._title = workbook.add_format({"bold": True, "font_size": 15})
        self._heading = workbook.add_format({"bold": True, "font_size": 12, **top})
        header = {"bold": True, "text_wrap": True, "bottom": 1, **top}
        self._header = workbook.add_format({"indent": 1, **header})
        self._header_of_numbers = workbook.add_format({"align": "right", **header})
        self._sentence = workbook.add_format({"text_wrap": True, **top})
        self._text = workbook.add_format({"text_wrap": True, "indent": 1, **top})
        self._plain = workbook.add_format()
        self._right = workbook.add_format({"align": "right", **top})
        self._link = workbook.add_format({"font_color": "#0000EE", "underline": 1, **top})
        self._numbers: dict[str, Any] = {}

    def save(self, path: Path) -> None:
        """Write the workbook to a file; nothing can be added to it afterwards."""
        self._workbook.close()
        write_filled(path, self._file, self._long)

    def cover(self, name: str, title: str, lines: Sequence[tuple[str, str]]) -> None:
        """A sheet of sentences: a title, then headings each with its text."""
        sheet = self._sheet(name)
        sheet.set_column(0, 0, _LINE_OF_COVER)
        sheet.write_string(0, 0, title, self._title)
        row = 1
        for heading, text in lines:
            sheet.write_string(row, 0, heading, self._heading)
            sheet.write_string(row + 1, 0, text, self._sentence)
            sheet.set_row(row + 1, _height([text], [_LINE_OF_COVER]))
            row += 2
        sheet.write_url(row, 0, f"internal:'{_CONTENTS}'!A1", self._link, "Go to the contents")
        sheet.activate()

    def table(
        self,
        name: str,
        title: str,
        says: Sequence[str],
        headings: Sequence[str],
        columns: Sequence[Sequence[str | float]],
        formats: Sequence[str],
        *,
        links: bool = False,
    ) -> None:
        """A sheet with one table, or with sentences alone where it has no rows.

        Args:
            name: Name on the tab.
            title: Title in A1.
            says: Sentences below it.
            headings: Headings of the columns, each different.
            columns: Cells of each column; none where there are no rows.
            formats: Number format of each column.
            links: Whether the first column names sheets to go to.
        """
        sheet = self._sheet(name)
        sheet.write_string(0, 0, title, self._title)
        for row, sentence in enumerate(says, start=1):
            sheet.write_string(row, 0, sentence, self._plain)
        top = len(says) + 1
        if name != _CONTENTS:
            sheet.write_url(top, 0, f"internal:'{_CONTENTS}'!A1", self._link, "Back to the contents")
            top += 1
        if not columns:
            return
        numeric = [set(map(type, column)) != {str} for column in columns]
        self._mark(sheet, top, headings, len(columns[0]), numeric)
        widths = [_width(heading, column) for heading, column in zip(headings, columns, strict=True)]
        sheet.set_row(top, _height(headings, [width - 3 for width in widths]))
        self._cells(sheet, top + 1, columns, formats, widths, numeric)
        if links:
            for index, name_of_sheet in enumerate(columns[0], start=top + 1):
                sheet.write_url(index, 0, f"internal:'{name_of_sheet}'!A1", self._link, str(name_of_sheet))
        for index, width in enumerate(widths):
            sheet.set_column(index, index, width)
        sheet.freeze_panes(top + 1, 0)
        sheet.repeat_rows(top)

    def _sheet(self, name: str) -> Any:
        sheet = self._workbook.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def _mark(self, sheet: Any, top: int, headings: Sequence[str], rows: int, numeric: Sequence[bool]) -> None:
        self._tables += 1
        sheet.add_table(
            top,
            0,
            top + rows,
            len(headings) - 1,
            {
                "name": f"{re.sub('[^A-Za-z]+', '_', sheet.get_name()).lower()}_{self._tables}",
                "columns": [
                    {"header": heading, "header_format": self._header_of_numbers if is_number else self._header}
                    for heading, is_number in zip(headings, numeric, strict=True)
                ],
                "style": None,
            },
        )

    def _cells(
        self,
        sheet: Any,
        top: int,
        columns: Sequence[Sequence[str | float]],
        formats: Sequence[str],
        widths: Sequence[int],
        numeric: Sequence[bool],
    ) -> None:
        numbers = [self._number(text) for text in formats]
        # Shorthand in a column of numbers stands where the numbers do.
        texts = [self._right if is_number else self._text for is_number in numeric]
        # A column takes the width of its longest text, unless that is more than the widest column.
        wrapped = [index for index, width in enumerate(widths) if width == _WIDEST]
        taller = {}
        if wrapped:
            texts_of_rows = zip(*(columns[index] for index in wrapped), strict=True)
            heights = [_height(cells, [_WIDEST] * len(wrapped)) for cells in texts_of_rows]
            taller = {place: height for place, height in enumerate(heights) if height > _LINE}
        if len(columns[0]) >= FROM_ROWS:
            table = LongTable(top + 1, columns, taller)
            mark_place(sheet, table, numbers, texts)
            self._long[len(self._workbook.worksheets())] = table
            return
        for place, height in taller.items():
            sheet.set_row(top + place, height)
        for place, row in enumerate(zip(*columns, strict=True), start=top):
            for index, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(place, index, value, texts[index])
                else:
                    sheet.write_number(place, index, value, numbers[index])

    def _number(self, text: str) -> Any:
        if text not in self._numbers:
            self._numbers[text] = self._workbook.add_format({"num_format": text, "valign": "top"})
        return self._numbers[text]


def columns_of(rows: Sequence[Sequence[str | float]]) -> list[tuple[str | float, ...]]:
    """Cells of rows, column by column."""
    return list(zip(*rows, strict=True))


def _height(cells: Sequence[str | float], widths: Sequence[int]) -> int:
    """Height in points of the tallest cell, were its text wrapped; programs do not all work it out themselves."""
    lines = (
        math.ceil(len(text) * 1.1 / width)
        for text, width in zip(cells, widths, strict=True)
        if isinstance(text, str) and len(text) > width - 2
    )
    return min(_LINE * max(lines, default=1), _TALLEST)


def _width(heading: str, values: Sequence[str | float]) -> int:
    """Width in letters: the longest text, numbers as they look at most, the longest word of the heading."""
    texts, numbers = parted(values)
    # No number in between takes more letters than the greatest or the least.
    ends = [f"{value:,.2f}" for value in (min(numbers), max(numbers))] if numbers else []
    longest = max(map(len, (*ends, *texts)))
    word = max(len(word) for word in heading.split())
    return min(max(longest + 2, word + 4, _NARROWEST, len(heading) // 5), _WIDEST)
