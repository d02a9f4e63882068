"""Small files that tests make: workbooks, text, archives."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from orchestration.returns.description import description_of


def workbook_bytes(sheets: Mapping[str, Sequence[Sequence[Any]]], hidden: Sequence[str] = ()) -> bytes:
    """A real XLSX workbook with those rows."""
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_numbers": False}) as workbook:
        workbook.set_properties({"created": datetime.datetime(2026, 1, 1)})  # the same rows give the same bytes
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for index, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value is not None:
                        sheet.write(index, column, value)
            if name in hidden:
                sheet.hide()
    return content.getvalue()


def text_bytes(rows: Sequence[Sequence[Any]], separator: str = ",", encoding: str = "utf-8") -> bytes:
    """A text file with those rows."""
    import csv

    content = io.StringIO()
    csv.writer(content, delimiter=separator).writerows(rows)
    return content.getvalue().encode(encoding)


def zip_bytes(parts: Mapping[str, bytes]) -> bytes:
    """A zip archive with those parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def headings(return_id: str, table_name: str) -> list[str]:
    """Headings of a table as its description prints them."""
    for form in description_of(return_id).forms:
        for table in form.tables:
            if table.name == table_name:
                return [column.header for column in table.columns]
    raise KeyError(table_name)


def register_sheets(**rows: Sequence[Sequence[Any]]) -> dict[str, list[list[Any]]]:
    """Sheets of a register workbook, in full, with the rows given by table name."""
    about = [
        ["Return", "collaboration_register"],
        ["Register", "A made-up register"],
        ["Programme", "Made up"],
        ["As at", "2020-01-01"],
    ]
    tables = description_of("collaboration_register").forms[0].tables
    given = {"about": about, **rows}
    return {
        table.sheet or table.name: [
            [column.header for column in table.columns],
            *[list(row) for row in given.get(table.name, [])],
        ]
        for table in tables
    }


def register_row(table_name: str, **values: Any) -> list[Any]:
    """A row of a register's sheet, its values given by the names of the columns; it cites a document."""
    given = {"source_document": "working-together-2013", "source_place": "Figure 5", **values}
    columns = next(
        each.columns for each in description_of("collaboration_register").forms[0].tables if each.name == table_name
    )
    unknown = set(values) - {column.name for column in columns}
    if unknown:
        raise KeyError(f"{table_name} has no column {sorted(unknown)}")
    return [given.get(column.name) for column in columns]


def funding_rows(forces: Sequence[str], year: str = "2025/26") -> list[list[Any]]:
    """A funding table of a financial year with one row per force named."""
    return [
        [each.replace("31mar2025", f"31mar{year[:4]}") for each in headings("police_funding", "grant_and_precept")],
        *[[force, 1000000 + index, 500000 + index, 100.5, "as published"] for index, force in enumerate(forces)],
    ]
