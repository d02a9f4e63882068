"""The sheet of findings that a workbook gets, or that is a workbook of its own.

In scope: how the sheet looks. Out of scope: the marks in the sender's cells (`marking`), or which findings
there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from orchestration.feedback.page import SEVERITY_WORDS, Found, Page
from orchestration.returns.hub_sheets import (
    ANSWERED,
    CELL,
    CORRECTED,
    EXPLANATION,
    FINDINGS_SHEET,
    FINDINGS_TITLE,
    NAME,
    OTHER_FINDINGS_SHEET,
    ROW,
    RULE,
    SHEET,
    SUPPLIED,
)

# Light enough for black text; printed in grey they still differ, and the words stand beside them.
SEVERITY_COLOURS = {"reject": "FFB3A1", "query": "FFE28A", "note": "CFE3F5"}
_DARK, _WHITE, _LINK = "1D3C5A", "FFFFFF", "0B5394"
_LINE_HEIGHT, _HIGHEST_ROW = 15.0, 400.0  # points; a spreadsheet takes no row above 409
_LONGEST_TEXT = 32_000  # a cell holds 32,767 characters
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_STARTS_A_FORMULA = {"=", "+", "-", "@"}
_COLUMNS = {
    RULE: 8, "Severity": 18, SHEET: 18, CELL: 9, ROW: 22, SUPPLIED: 22, "Expected": 26, "Last year": 22, "Error": 60,
    "What to do": 60, EXPLANATION: 44, CORRECTED: 18, NAME: 18,
}  # fmt: skip
_CELL_COLUMN = list(_COLUMNS).index(CELL) + 1
_ANSWER_COLOUR = "FFFFE5"


def add_findings_sheet(workbook: Any, page: Page, lines: Sequence[str] = ()) -> None:
    """Add the sheet in front of the others; the one of an earlier round is taken out.

    Args:
        workbook: An open workbook of openpyxl.
        page: What the sheet says.
        lines: Further lines under those of the page.
    """
    for earlier in [sheet for sheet in workbook.worksheets if is_findings_sheet(sheet)]:
        workbook.remove(earlier)
    names = {name.casefold() for name in workbook.sheetnames}
    linked = set(workbook.sheetnames)
    title = OTHER_FINDINGS_SHEET if FINDINGS_SHEET.casefold() in names else FINDINGS_SHEET
    sheet = workbook.create_sheet(title, 0)
    row = _write_head(sheet, page, [*page.lines, *lines])
    _write_table(sheet, page.findings, row, linked)
    _make_printable(sheet, row)
    # Two sheets selected at once would both take what is typed into one.
    for other in workbook.sheetnames:
        workbook[other].sheet_view.tabSelected = other == title
    workbook.active = 0


def is_findings_sheet(sheet: Any) -> bool:
    """Whether a sheet is one that the hub added in an earlier round."""
    named = sheet.title in {FINDINGS_SHEET, OTHER_FINDINGS_SHEET}
    return named and str(sheet["A1"].value or "").startswith(FINDINGS_TITLE)


def write_findings_workbook(page: Page, path: Path, lines: Sequence[str]) -> None:
    """Write a workbook that holds the sheet of findings alone."""
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.properties.creator = "ICM warehouse"
    add_findings_sheet(workbook, page, lines)
    workbook.save(path)


def safe_text(text: str | None) -> str:
    """Text that a cell or a comment can hold."""
    return _NOT_IN_XML.sub("\ufffd", text or "")[:_LONGEST_TEXT]


def fill_of(severity: str) -> Any:
    """The colour of a severity."""
    from openpyxl.styles import PatternFill

    return PatternFill("solid", fgColor=SEVERITY_COLOURS[severity])


def _write_head(sheet: Any, page: Page, lines: Sequence[str]) -> int:
    """Title, lines and legend; the row that the table's headings go into."""
    from openpyxl.styles import Alignment

    _write_text(sheet, 1, 1, page.title).font = _font(sheet, bold=True, size=14)
    row = 2
    for line in lines:
        _write_text(sheet, row, 1, line).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(_COLUMNS))
        sheet.row_dimensions[row].height = _height([(line, sum(_COLUMNS.values()))])
        row += 1
    row += 1
    for severity, words in SEVERITY_WORDS.items():
        count = page.counts.get(severity, 0)
        sheet.cell(row, 1).fill = fill_of(severity)
        _write_text(sheet, row, 2, f"{words} ({count:,} {'finding' if count == 1 else 'findings'})")
        row += 1
    return row + 1


def _write_table(sheet: Any, findings: Sequence[Found], first: int, linked: set[str]) -> None:
    from openpyxl.styles import Alignment, PatternFill

    wrapped = Alignment(wrap_text=True, vertical="top")
    heading_font, link_font = _font(sheet, bold=True, color=_WHITE), _font(sheet, color=_LINK, underline="single")
    for index, (heading, width) in enumerate(_COLUMNS.items(), start=1):
        cell = _write_text(sheet, first, index, heading)
        cell.font, cell.fill = heading_font, PatternFill("solid", fgColor=_DARK)
        sheet.column_dimensions[cell.column_letter].width = width
    fills = {severity: fill_of(severity) for severity in SEVERITY_COLOURS}
    for row, found in enumerate(findings, start=first + 1):
        words = SEVERITY_WORDS[found.severity]
        texts = (
            found.rule_id, words, found.sheet, found.cell, found.natural_key, found.value, found.expected,
            found.last_year, found.sentence, found.how_to_fix, found.explanation, None, found.explained_by,
        )  # fmt: skip
        for index, text in enumerate(texts, start=1):
            _write_text(sheet, row, index, text).alignment = wrapped
            if index > len(texts) - len(ANSWERED) and found.severity != "note":
                _leave_to_answer(sheet.cell(row, index))
        sheet.row_dimensions[row].height = _height(zip(texts, _COLUMNS.values(), strict=True))
        sheet.cell(row, 2).fill = fills[found.severity]
        if found.cell and found.sheet in linked:
            _link(sheet.cell(row, _CELL_COLUMN), found.sheet, found.cell)
            sheet.cell(row, _CELL_COLUMN).font = link_font
    sheet.auto_filter.ref = f"A{first}:{sheet.cell(first, len(_COLUMNS)).column_letter}{first + len(findings)}"
    sheet.freeze_panes = sheet.cell(first + 1, 1)


def _leave_to_answer(cell: Any) -> None:
    """A cell that the sender fills in: tinted, and text, so that no program makes a date of an answer."""
    from openpyxl.styles import Border, PatternFill, Side

    line = Side("thin", color="C9C48C")
    cell.fill, cell.border = PatternFill("solid", fgColor=_ANSWER_COLOUR), Border(line, line, line, line)
    cell.number_format = "@"


def _height(texts: Iterable[tuple[str | None, int]]) -> float:
    """Height in points at which wrapped texts are seen whole, each with the width of its column in characters.

    A program that opens the workbook does not work it out by itself for rows that it did not write.
    """
    lines = max(1 + len(text or "") // max(width - 2, 1) for text, width in texts)
    return min(_LINE_HEIGHT * lines, _HIGHEST_ROW)


def _font(sheet: Any, **changes: Any) -> Any:
    """The workbook's own font with something changed."""
    from openpyxl.styles import Font

    plain = sheet["B1"].font  # beside the title, which is larger
    return Font(**{"name": plain.name, "family": plain.family, "size": plain.size, **changes})


def _link(cell: Any, sheet_name: str, address: str) -> None:
    from openpyxl.worksheet.hyperlink import Hyperlink

    place = whole_address(address)
    quoted = sheet_name.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!{place}")


def whole_address(address: str) -> str:
    """A place that a link can point at: a row alone, as 12, is 12:12, and a column alone, as C, is C:C."""
    return address if re.fullmatch(r"[A-Z]+\d+", address) else f"{address}:{address}"


def _make_printable(sheet: Any, headings_row: int) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = f"{headings_row}:{headings_row}"


def _write_text(sheet: Any, row: int, column: int, text: str | None) -> Any:
    """Write text as text: a value that begins like a formula must not become one."""
    cell = sheet.cell(row, column)
    if text:
        cell.value = safe_text(text)
        cell.data_type = "s"
        cell.quotePrefix = cell.value[:1] in _STARTS_A_FORMULA
    return cell
