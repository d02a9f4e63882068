"""How the sheets of a template look: headings, formats, drop-downs, locks, and the sheets that help to fill it in.

In scope: laying out one sheet. Out of scope: which sheets and rows a template has (`returns.template`).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orchestration.returns.compared import Sum
from orchestration.returns.description import Column, Form, ReturnDescription, Table, normalised
from orchestration.returns.poa_list import Heading
from orchestration.returns.reference_lists import ReferenceLists
from orchestration.returns.total_formulas import total_formula

Value = str | int | float | datetime.date | None

FORCES_SHEET = "Forces"
MEANING_SHEET = "What the columns mean"
HEADINGS_SHEET = "Headings"
_LAST_ROW = 1_048_575
_NUMBER_WIDTH = 15
_HEADING_HEIGHT = 48
_LONGEST_LIST = 255  # a spreadsheet takes no longer list in a drop-down; longer ones must stand on a sheet
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER_FORMATS = {"money": "#,##0.00", "decimal": "#,##0.00", "integer": "#,##0"}
_FORMATS = {**_NUMBER_FORMATS, "date": "yyyy-mm-dd"}
_KINDS = {
    "text": "text",
    "code": "one of the codes",
    "integer": "whole number",
    "decimal": "number",
    "money": "amount, in full",
    "date": "date",
    "partial_date": "2013-04-01, 2013-04 or 2013, as text",
    "financial_year": "financial year, as 2012/13",
    "force": "name of a force, from the list",
}
# The two signs a template offers; a return may know more spellings of them.
_OFFERED_SIGNS = {"..": "not known", "n/a": "the force has no such service"}


@dataclass(frozen=True)
class ListedRow:
    """A row listed beforehand: what its first cell says, and its level, which the cell's indent shows."""

    text: str
    level: int = 1


class SheetWriter:
    """Writes the sheets of one template into one workbook."""

    def __init__(
        self, workbook: Any, description: ReturnDescription, lists: ReferenceLists, with_help: bool = True
    ) -> None:
        """Prepare the formats.

        Args:
            workbook: An open workbook of xlsxwriter.
            description: The return.
            lists: Forces by name.
            with_help: Whether notes and drop-downs are written.
        """
        self._workbook = workbook
        self._description = description
        self._forces = sorted(force.name for force in lists.forces.values())
        self._with_help = with_help
        self._formats = _formats(workbook)

    def write_about(self, table: Table, items: Mapping[str, str]) -> None:
        """Write the sheet by which the workbook says what it is; the item Return is locked."""
        sheet = self._sheet(table.sheet or table.name)
        self._write_headings(sheet, table.columns)
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, 60)
        for row, (name, value) in enumerate(items.items(), start=1):
            sheet.write_string(row, 0, name, self._formats["label"])
            item = self._description.about_item(name)
            is_date = item is not None and item.type in ("date", "partial_date")
            style = self._formats["label" if name == "Return" else "date" if is_date else "text"]
            if is_date and _DAY.fullmatch(value):
                sheet.write_datetime(row, 1, datetime.date.fromisoformat(value), style)
            elif value:
                sheet.write_string(row, 1, value, style)
            else:
                sheet.write_blank(row, 1, None, style)
            self._help_with_item(sheet, row, name)
        _protect(sheet)

    def write_table(
        self,
        table: Table,
        columns: Sequence[Column],
        listed: Sequence[ListedRow],
        rows: Sequence[Mapping[str, Value]],
    ) -> None:
        """Write a table: its headings, the rows listed beforehand, and values to fill in."""
        sheet = self._sheet(table.sheet or table.name)
        self._write_headings(sheet, columns)
        first = columns[0].name
        prepared = {row.text for row in listed}
        filled = {str(row.get(first)): row for row in rows if str(row.get(first)) in prepared}
        for number, each in enumerate(listed, start=1):
            sheet.write_string(number, 0, each.text, self._formats["listed" if each.level == 1 else "part"])
            self._write_row(sheet, number, columns, filled.get(each.text, {}), start=1, totals=table.sums)
        others = [row for row in rows if str(row.get(first)) not in prepared]
        for number, row in enumerate(others, start=len(listed) + 1):
            self._write_row(sheet, number, columns, row, start=0, leave_blank=True)
        if listed:
            sheet.set_column(0, 0, max(len(row.text) for row in listed) + 4)
            sheet.freeze_panes(1, 1)
        self._offer_choices(sheet, columns, listed)
        _protect(sheet)

    def write_help(self, form: Form, financial_year: str | None, headings: Sequence[Heading]) -> None:
        """Write the sheets that say what each column means, which headings there are, and how forces are called."""
        named = {normalised(other.sheet) for other in form.other_sheets}
        meaning = self._sheet(MEANING_SHEET)
        self._write_rows(meaning, _MEANING_WIDTHS, list(_meanings(form, financial_year)))
        if headings and normalised(HEADINGS_SHEET) in named:
            self._write_rows(self._sheet(HEADINGS_SHEET), _HEADING_WIDTHS, list(_headings(headings)))
        forces = self._sheet(FORCES_SHEET)
        self._write_rows(forces, {"Force": 32}, [(name,) for name in self._forces])

    def _sheet(self, name: str) -> Any:
        return self._workbook.add_worksheet(name)

    def _write_headings(self, sheet: Any, columns: Sequence[Column]) -> None:
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        if any(column.is_number for column in columns):
            sheet.set_row(0, _HEADING_HEIGHT)  # headings of numbers are folded, so that more columns fit a page
        for index, column in enumerate(columns):
            sheet.write_string(0, index, column.header, self._formats["must" if column.required else "heading"])
            width = max(len(column.header) + 4, 14)
            sheet.set_column(
                index, index, min(width, _NUMBER_WIDTH) if column.is_number else width, self._style(column)
            )
            if self._with_help:
                sheet.write_comment(0, index, _meaning(column), {"x_scale": 2})

    def _style(self, column: Column) -> Any:
        return self._formats[column.type if column.type in _FORMATS else "text"]

    def _write_row(
        self,
        sheet: Any,
        number: int,
        columns: Sequence[Column],
        row: Mapping[str, Value],
        start: int,
        leave_blank: bool = False,
        totals: Sequence[Sum] = (),
    ) -> None:
        names = [column.name for column in columns]
        formulas = {
            each.total: total_formula(each, names, number) for each in totals if set(each.columns) <= set(names)
        }
        for index, column in enumerate(columns[start:], start=start):
            value, style = row.get(column.name), self._style(column)
            if value is None or value == "":
                if column.name in formulas and self._with_help:
                    # The result of a row that nothing is filled in is a text without a character, and not nil.
                    sheet.write_formula(number, index, formulas[column.name], self._formats["total"], "")
                elif not leave_blank:
                    sheet.write_blank(number, index, None, style)
            elif isinstance(value, str):
                sheet.write_string(number, index, value, style)
            elif isinstance(value, datetime.date):
                sheet.write_datetime(number, index, value, style)
            else:
                sheet.write_number(number, index, value, style)

    def _offer_choices(self, sheet: Any, columns: Sequence[Column], listed: Sequence[ListedRow]) -> None:
        if not self._with_help:
            return
        last = len(listed) or _LAST_ROW
        for index, column in enumerate(columns):
            choice = None if listed and index == 0 else self._choice(column, index)
            if choice:
                sheet.data_validation(1, index, last, index, choice)

    def _help_with_item(self, sheet: Any, row: int, name: str) -> None:
        item = self._description.about_item(name)
        if not self._with_help or item is None:
            return
        sheet.write_comment(row, 0, item.description, {"x_scale": 2})
        if item.allowed:
            sheet.data_validation(row, 1, row, 1, _list_choice(item.allowed, name))
        elif item.type == "force":
            sheet.data_validation(row, 1, row, 1, self._force_choice())
        elif item.type in ("date", "partial_date"):
            sheet.data_validation(row, 1, row, 1, _date_choice())

    def _choice(self, column: Column, index: int) -> dict[str, Any] | None:
        """The drop-down or bound of a column, or None."""
        if column.allowed:
            return _list_choice(column.allowed, column.name)
        if column.type == "force":
            return self._force_choice()
        if column.type == "date":
            return _date_choice()
        if column.type not in _NUMBER_FORMATS:
            return None
        if self._description.missing_signs:
            return _number_or_sign(column, index)
        return _bounds(column)

    def _force_choice(self) -> dict[str, Any]:
        return {
            "validate": "list",
            "source": f"={FORCES_SHEET}!$A$2:$A${len(self._forces) + 1}",
            "error_message": f"Choose a force from the sheet {FORCES_SHEET}.",
        }

    def _write_rows(self, sheet: Any, widths: Mapping[str, int], rows: Sequence[Sequence[str]]) -> None:
        for index, (heading, width) in enumerate(widths.items()):
            sheet.write_string(0, index, heading, self._formats["heading"])
            sheet.set_column(index, index, width)
        for number, row in enumerate(rows, start=1):
            for index, text in enumerate(row):
                if text:
                    sheet.write_string(number, index, text, self._formats["wrapped"])
        sheet.freeze_panes(1, 0)
        sheet.protect()


_MEANING_WIDTHS = {"Sheet": 16, "Column": 28, "Must be filled": 14, "Kind": 26, "Allowed": 50, "Meaning": 70}
_HEADING_WIDTHS = {"Heading": 48, "Level": 8, "Part of": 36, "How the name is known": 24, "Source": 70}


def _formats(workbook: Any) -> dict[str, Any]:
    formats = {
        "heading": workbook.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "font_color": "#FFFFFF", "bg_color": "#1D3C5A"}
        ),
        "must": workbook.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "font_color": "#FFFFFF", "bg_color": "#7A3B00"}
        ),
        "wrapped": workbook.add_format({"text_wrap": True, "valign": "top"}),
        "label": workbook.add_format({"locked": True}),
        "listed": workbook.add_format({"locked": True, "bold": True}),
        "part": workbook.add_format({"locked": True, "indent": 1}),
        # Text stays text: a spreadsheet would make a date of 2013-04 and lose what was meant.
        "text": workbook.add_format({"locked": False, "num_format": "@"}),
    }
    # A total is calculated, and may be written over.
    formats["total"] = workbook.add_format(
        {"locked": False, "num_format": _NUMBER_FORMATS["money"], "bg_color": "#EDEDED"}
    )
    for kind, number_format in _FORMATS.items():
        formats[kind] = workbook.add_format({"locked": False, "num_format": number_format})
    return formats


def _protect(sheet: Any) -> None:
    sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})


def _date_choice() -> dict[str, Any]:
    return {
        "validate": "date",
        "criteria": ">=",
        "value": datetime.date(1990, 1, 1),
        "error_message": "Write a date, as 2013-04-01.",
    }


def _list_choice(allowed: Sequence[str], name: str) -> dict[str, Any]:
    if len(",".join(allowed)) > _LONGEST_LIST:
        raise ValueError(f"the codes of {name} are too long for a drop-down")
    return {"validate": "list", "source": list(allowed), "error_message": "Choose one of the codes."}


def _bounds(column: Column) -> dict[str, Any] | None:
    if column.minimum is None:
        return None
    bound: dict[str, Any] = {"criteria": ">=", "value": column.minimum}
    if column.maximum is not None:
        bound = {"criteria": "between", "minimum": column.minimum, "maximum": column.maximum}
    return {"validate": "decimal", "error_message": "The number is out of bounds.", **bound}


def _number_or_sign(column: Column, index: int) -> dict[str, Any]:
    """A number within its bounds, or a sign for a missing one."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    cell = xl_rowcol_to_cell(1, index)
    tests = [f"ISNUMBER({cell})"]
    if column.minimum is not None:
        tests.append(f"{cell}>={column.minimum:g}")
    if column.maximum is not None:
        tests.append(f"{cell}<={column.maximum:g}")
    if column.type == "integer":
        # IF keeps a sign from being rounded, which would be an error and refuse it.
        tests.append(f"IF(ISNUMBER({cell}),{cell}=ROUND({cell},0),TRUE)")
    signs = "".join(f',{cell}="{sign}"' for sign in _OFFERED_SIGNS)
    meanings = "; ".join(f"{sign} {meaning}" for sign, meaning in _OFFERED_SIGNS.items())
    return {
        "validate": "custom",
        "value": f"=OR(AND({','.join(tests)}){signs})",
        "error_message": f"Write {_KINDS[column.type]}{_limits(column)}. Where there is none: {meanings}.",
    }


def _limits(column: Column) -> str:
    least = "" if column.minimum is None else f", {column.minimum:g} or more"
    return least if column.maximum is None else f"{least}, {column.maximum:g} or less"


def _meanings(form: Form, financial_year: str | None) -> list[tuple[str, ...]]:
    return [
        (
            table.sheet or "",
            column.header,
            "yes" if column.required else "no",
            _KINDS[column.type],
            ", ".join(column.allowed or ()),
            column.description,
        )
        for table in form.tables
        for column in table.columns_in(financial_year)
    ]


def _headings(headings: Sequence[Heading]) -> list[tuple[str, ...]]:
    names = {heading.heading_id: heading.name for heading in headings}
    return [
        (
            heading.name,
            str(heading.level),
            names.get(heading.parent_id, ""),
            heading.source_status.replace("_", " "),
            heading.source,
        )
        for heading in headings
    ]


def _meaning(column: Column) -> str:
    must = "Must be filled. " if column.required else ""
    return f"{must}{column.description} ({_KINDS[column.type]})"
