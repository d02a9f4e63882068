"""The workbook that a submitter fills in, written from the description of the return.

Belongs here: headings, drop-downs, formats, protection, and the sheet that says what each column means. Does not belong
here: which columns there are (the YAML), or workbooks that already hold rows (`returns.workbook`).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from orchestration.returns.description import Column, Form, ReturnDescription, Table

FORCES_SHEET = "Forces"
MEANING_SHEET = "What the columns mean"
ROWS_TO_FILL = 500
_LONGEST_LIST = 255  # a spreadsheet takes no longer list in a drop-down; longer ones must stand on a sheet
_FORMATS = {"money": "#,##0.00", "decimal": "#,##0.00", "integer": "#,##0"}
_KINDS = {
    "text": "text",
    "code": "one of the codes",
    "integer": "whole number",
    "decimal": "number",
    "money": "pounds, in full",
    "date": "date",
    "partial_date": "2013-04-01, 2013-04 or 2013, as text",
    "financial_year": "financial year, as 2012/13",
    "force": "name of a force, from the list",
}


class NoTemplate(Exception):
    """A return that nobody fills in by hand; the message says so."""


def write_template(description: ReturnDescription, about: Mapping[str, str], seeds: Path, path: Path) -> None:
    """Write the template of a return.

    Args:
        description: The return.
        about: Items of the sheet called About that are known beforehand, by name.
        seeds: Folder of the reference data, for the list of forces.
        path: File to write.

    Raises:
        NoTemplate: If the return is a table published by others.
    """
    import xlsxwriter

    if not description.recognise.about_sheet:
        raise NoTemplate(
            f"{description.return_id} is a table that others publish; there is nothing to fill in. "
            "Put the publisher's file into the landing folder as it is."
        )
    form = description.forms[0]
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path) as workbook:
        formats = _formats(workbook)
        forces = _force_names(seeds)
        for table in form.tables:
            sheet = workbook.add_worksheet(table.sheet or table.name)
            _write_headings(sheet, table, formats)
            if table.name == "about":
                _write_about(sheet, {"Return": description.return_id, **about}, formats)
            else:
                _prepare_rows(sheet, table, formats, len(forces))
            sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})
        _write_meaning(workbook.add_worksheet(MEANING_SHEET), form, formats)
        _write_forces(workbook.add_worksheet(FORCES_SHEET), forces, formats)


def _formats(workbook: Any) -> dict[str, Any]:
    formats = {
        "heading": workbook.add_format({"bold": True, "font_color": "#FFFFFF", "bg_color": "#1D3C5A"}),
        "must": workbook.add_format({"bold": True, "font_color": "#FFFFFF", "bg_color": "#7A3B00"}),
        "wrapped": workbook.add_format({"text_wrap": True, "valign": "top"}),
        # Text stays text: a spreadsheet would make a date of 2013-04 and lose what was meant.
        "text": workbook.add_format({"locked": False, "num_format": "@"}),
    }
    for kind, number_format in _FORMATS.items():
        formats[kind] = workbook.add_format({"locked": False, "num_format": number_format})
    return formats


def _write_headings(sheet: Any, table: Table, formats: Mapping[str, Any]) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for index, column in enumerate(table.columns):
        sheet.write_string(0, index, column.header, formats["must" if column.required else "heading"])
        sheet.write_comment(0, index, _meaning(column), {"x_scale": 2})
        sheet.set_column(index, index, max(len(column.header) + 4, 14))


def _write_about(sheet: Any, about: Mapping[str, str], formats: Mapping[str, Any]) -> None:
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 60)
    for row, (item, value) in enumerate(about.items(), start=1):
        sheet.write_string(row, 0, item)
        if item == "Return":
            sheet.write_string(row, 1, value)
        elif value:
            sheet.write_string(row, 1, value, formats["text"])
        else:
            sheet.write_blank(row, 1, None, formats["text"])


def _prepare_rows(sheet: Any, table: Table, formats: Mapping[str, Any], forces: int) -> None:
    for index, column in enumerate(table.columns):
        style = formats[column.type if column.type in _FORMATS else "text"]
        for row in range(1, ROWS_TO_FILL + 1):
            sheet.write_blank(row, index, None, style)
        choice = _choice(column, forces)
        if choice:
            sheet.data_validation(1, index, ROWS_TO_FILL, index, choice)


def _choice(column: Column, forces: int) -> dict[str, Any] | None:
    """The drop-down or bound of a column, or None."""
    if column.allowed:
        if len(",".join(column.allowed)) > _LONGEST_LIST:
            raise ValueError(f"the codes of {column.name} are too long for a drop-down")
        return {"validate": "list", "source": list(column.allowed), "error_message": "Choose one of the codes."}
    if column.type == "force":
        return {
            "validate": "list",
            "source": f"={FORCES_SHEET}!$A$2:$A${forces + 1}",
            "error_message": f"Choose a force from the sheet {FORCES_SHEET}.",
        }
    if column.type in _FORMATS and column.minimum is not None:
        upper = column.maximum
        bound = {"criteria": ">=", "value": column.minimum}
        if upper is not None:
            bound = {"criteria": "between", "minimum": column.minimum, "maximum": upper}
        return {"validate": "decimal", "error_message": "The number is out of bounds.", **bound}
    return None


def _write_meaning(sheet: Any, form: Form, formats: Mapping[str, Any]) -> None:
    headings = ("Sheet", "Column", "Must be filled", "Kind", "Allowed", "Meaning")
    for index, (heading, width) in enumerate(zip(headings, (16, 28, 14, 26, 50, 70), strict=True)):
        sheet.write_string(0, index, heading, formats["heading"])
        sheet.set_column(index, index, width)
    row = 1
    for table in form.tables:
        for column in table.columns:
            must = "yes" if column.required else "no"
            allowed = ", ".join(column.allowed or ())
            cells = (table.sheet or "", column.header, must, _KINDS[column.type], allowed, column.description)
            for index, text in enumerate(cells):
                sheet.write_string(row, index, text, formats["wrapped"])
            row += 1
    sheet.freeze_panes(1, 0)
    sheet.protect()


def _write_forces(sheet: Any, forces: list[str], formats: Mapping[str, Any]) -> None:
    sheet.write_string(0, 0, "Force", formats["heading"])
    sheet.set_column(0, 0, 32)
    for row, name in enumerate(forces, start=1):
        sheet.write_string(row, 0, name)
    sheet.protect()


def _meaning(column: Column) -> str:
    must = "Must be filled. " if column.required else ""
    return f"{must}{column.description} ({_KINDS[column.type]})"


def _force_names(seeds: Path) -> list[str]:
    with (seeds / "reference" / "forces.csv").open(encoding="utf-8", newline="") as file:
        return sorted(row["force_name"] for row in csv.DictReader(file))
