"""Corrected values that a sender wrote beside findings, put into the cells that the findings name.

In scope: which cell is corrected, and saying so. Out of scope: reading the answers (`returns.hub_sheets`), or
explanations (`findings.answers`).

A cell is corrected only if it still holds what the finding was about: where the sender has changed both, the hub asks.
"""

from __future__ import annotations

import re
from dataclasses import replace

from orchestration.findings.amounts import number_in
from orchestration.findings.finding import Finding
from orchestration.readers.sheets import ReadFile, Sheet, cell_position
from orchestration.returns.hub_sheets import Answer, answers_in, is_findings_sheet

_CELL = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")


def with_corrections(content: ReadFile) -> tuple[ReadFile, list[Finding]]:
    """The file with its corrected values in their cells, and what is told of them."""
    lists = [sheet for sheet in content.sheets if is_findings_sheet(sheet)]
    answers = [each for sheet in lists for each in answers_in(enumerate(sheet.rows, start=1)) if each.corrected]
    if not answers:
        return content, []
    sheets = {sheet.name: _copied(sheet) for sheet in content.sheets}
    findings = [found for answer in answers if (found := _correct(sheets, answer, lists[0].name))]
    return replace(content, sheets=[sheets[sheet.name] for sheet in content.sheets]), findings


def _correct(sheets: dict[str, Sheet], answer: Answer, list_name: str) -> Finding | None:
    """Put one value into its cell; a note on it, a question, or nothing where the cell holds it already."""
    sheet = sheets.get(answer.sheet)
    if sheet is None or not _CELL.fullmatch(answer.cell):
        detail = "It is not about one cell of this workbook. Correct the cell itself."
        return Finding("C32", sheet=list_name, row=answer.row, value=answer.corrected, detail=detail)
    row, column = cell_position(answer.cell)
    if row >= len(sheet.rows) or column >= max(len(cells) for cells in sheet.rows):
        detail = f"The sheet '{answer.sheet}' does not reach as far as {answer.cell}."
        return Finding("C32", sheet=list_name, row=answer.row, value=answer.corrected, detail=detail)
    given = sheet.rows[row][column] if column < len(sheet.rows[row]) else None
    if _same(given, answer.corrected):
        return None
    if not (_same(given, answer.supplied) or _is_without_result(sheet, answer.cell, given)):
        detail = f"Cell {answer.cell} of the sheet '{answer.sheet}' now holds '{given or 'nothing'}', which was used."
        return Finding("C32", sheet=list_name, row=answer.row, value=answer.corrected, detail=detail)
    cells = sheet.rows[row]
    cells.extend([None] * (column + 1 - len(cells)))
    cells[column] = answer.corrected
    sheet.errors.pop(answer.cell, None)
    for facts in (sheet.uncalculated, sheet.percents):
        if answer.cell in facts:
            facts.remove(answer.cell)
    letter = re.sub(r"\d", "", answer.cell)
    return Finding(
        "C31", sheet=answer.sheet, row=row + 1, column_letter=letter, value=f"'{given or ''}'",
        expected=f"'{answer.corrected}'",
    )  # fmt: skip


def _same(given: str | None, text: str) -> bool:
    """Whether a cell holds what a list shows: the text, also in the quotation marks of a finding, or the number."""
    bare, shown = (given or "").strip(), text.strip()
    if bare in {shown, shown.removeprefix("'").removesuffix("'")}:
        return True
    number = number_in(bare) if bare else None
    return number is not None and number == number_in(shown)


def _is_without_result(sheet: Sheet, address: str, given: str | None) -> bool:
    return address in sheet.errors or address in sheet.uncalculated or not (given or "").strip()


def _copied(sheet: Sheet) -> Sheet:
    return replace(
        sheet, rows=[list(row) for row in sheet.rows], errors=dict(sheet.errors),
        uncalculated=list(sheet.uncalculated), percents=list(sheet.percents),
    )  # fmt: skip
