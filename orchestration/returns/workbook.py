"""Writing a return's workbook: its sheets, its headings, and rows given as text.

In scope: the layout of a workbook that the hub writes. Out of scope: reading workbooks (`readers`).
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from orchestration.returns.description import Column, Form, Table

NUMBERS = {"integer", "decimal", "money"}
WIDEST_COLUMN = 60
_MADE_AT = datetime.datetime(2026, 1, 1)  # a fixed stamp, so that the same rows give the same workbook


class TranscriptionError(Exception):
    """A transcription that is not in the layout of its return; the message names the file and the place."""


def read_transcription(folder: Path, form: Form) -> dict[str, list[list[str]]]:
    """Rows of a transcription: one CSV a table, headed as the description says; what may be absent is left blank.

    Raises:
        TranscriptionError: If a CSV is missing or its headings are not those of the table.
    """
    rows: dict[str, list[list[str]]] = {}
    for table in form.tables:
        path = folder / f"{table.name}.csv"
        if table.may_be_absent and not path.is_file():
            continue
        if not path.is_file():
            raise TranscriptionError(
                f"{folder.name} has no {path.name}; write it with its headings even if it is empty."
            )
        with path.open(encoding="utf-8", newline="") as file:
            content = list(csv.reader(file))
        given = content[0] if content else []
        wanted = [column.header for column in table.columns if column.header in given or not column.may_be_absent]
        if given != wanted:
            raise TranscriptionError(f"{folder.name}/{path.name} must be headed: {', '.join(wanted)}.")
        at = {header: index for index, header in enumerate(given)}
        places = [at.get(column.header) for column in table.columns]
        rows[table.name] = [["" if place is None else row[place] for place in places] for row in content[1:]]
    return rows


def write_workbook(form: Form, rows: Mapping[str, Sequence[Sequence[str]]], path: Path) -> None:
    """Write the workbook of a form, one sheet per table, headings in the first row; equal rows give equal bytes."""
    import xlsxwriter

    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path) as workbook:
        workbook.set_properties({"author": "ICM warehouse", "created": _MADE_AT})
        formats = {
            "heading": workbook.add_format({"bold": True, "font_color": "#FFFFFF", "bg_color": "#1D3C5A"}),
            "text": workbook.add_format({"valign": "top", "text_wrap": True}),
            "money": workbook.add_format({"valign": "top", "num_format": "#,##0.##"}),
            "number": workbook.add_format({"valign": "top"}),
        }
        for table in form.tables:
            sheet = workbook.add_worksheet(table.sheet or table.name)
            _write_sheet(sheet, table, rows.get(table.name, []), formats)


def _write_sheet(sheet: Any, table: Table, rows: Sequence[Sequence[str]], formats: Mapping[str, Any]) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for index, column in enumerate(table.columns):
        longest = max([len(column.header), *(len(row[index]) for row in rows)])
        sheet.set_column(index, index, min(longest + 2, WIDEST_COLUMN))
        sheet.write_string(0, index, column.header, formats["heading"])
        for number, row in enumerate(rows, start=1):
            _write_cell(sheet, number, index, column, row[index], formats)


def _write_cell(sheet: Any, row: int, index: int, column: Column, text: str, formats: Mapping[str, Any]) -> None:
    if text == "":
        return
    if column.type in NUMBERS:
        sheet.write_number(row, index, float(text), formats["money" if column.type == "money" else "number"])
    else:
        sheet.write_string(row, index, text, formats["text"])
