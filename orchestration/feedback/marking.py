"""Marking a sender's own workbook: failing cells coloured, a comment in each, the sheet of findings in front.

In scope: what is changed in the copy. Out of scope: opening it (`faithful_reader`), the sheet of findings
(`findings_sheet`), or the process it is done in (`child`).
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from orchestration.feedback.faithful_reader import open_faithfully
from orchestration.feedback.findings_sheet import (
    SEVERITY_COLOURS,
    add_findings_sheet,
    fill_of,
    is_findings_sheet,
    safe_text,
)
from orchestration.feedback.page import SEVERITY_WORDS, Found, Page

COMMENTS_LIMIT = 500  # comments of the hub on one sheet; more make a workbook slow to open
COMMENT_MARK = "From the ICM hub:"
_COMMENT_AUTHOR = "ICM hub"
_LONGEST_COMMENT = 2_000
_COMMENT_WIDTH, _LINE_HEIGHT, _LINE_LENGTH = 320, 18, 48  # pixels, pixels, characters
_ADDRESS = re.compile(r"([A-Z]*)(\d*)")


def mark_workbook(source: Path, target: Path, page: Page) -> None:
    """Write the sender's workbook with the findings marked in it.

    Args:
        source: The workbook as received; only read.
        target: File to write.
        page: The findings, and the words of their sheet.
    """
    workbook, lost = open_faithfully(source)
    for sheet in workbook.worksheets:
        _take_out_earlier_marks(sheet)
    lines = _mark_cells(workbook, page.findings)
    if lost:
        lines.append(
            f"This copy may omit or change: {', '.join(lost)}. Your own workbook still has them. Correct that one "
            "if they matter."
        )
    add_findings_sheet(workbook, page, lines)
    if workbook.calculation is not None:
        workbook.calculation.fullCalcOnLoad = True  # the copy keeps formulas, and not the results they had
    workbook.save(target)


def _mark_cells(workbook: Any, findings: Iterable[Found]) -> list[str]:
    """Mark every cell found; lines that say what could not be marked."""
    names = {_plain(sheet.title): sheet for sheet in workbook.worksheets if not is_findings_sheet(sheet)}
    by_sheet: dict[str, list[Found]] = {}
    for found in findings:
        if found.sheet and found.cell and _plain(found.sheet) in names:
            by_sheet.setdefault(_plain(found.sheet), []).append(found)
    return [line for name, each in by_sheet.items() for line in _mark_sheet(names[name], each)]


def _mark_sheet(sheet: Any, findings: Sequence[Found]) -> list[str]:
    """Mark the cells of one sheet, the worst findings first, as they come."""
    rows, columns = _first_filled(sheet)
    covered = _covered(sheet)
    by_cell: dict[tuple[int, int], list[Found]] = {}
    for found in findings:
        place = _place(found.cell or "", rows, columns)
        by_cell.setdefault(covered.get(place, place), []).append(found)
    fills = {severity: fill_of(severity) for severity in SEVERITY_COLOURS}
    for number, ((row, column), each) in enumerate(by_cell.items()):
        cell = sheet.cell(row, column)
        _colour(cell, fills[each[0].severity])
        if number < COMMENTS_LIMIT:
            _comment(cell, each)
    left = len(by_cell) - COMMENTS_LIMIT
    if left <= 0:
        return []
    return [
        f"On the sheet '{sheet.title}' {COMMENTS_LIMIT} cells have a comment; {left:,} more are only coloured. "
        "They are in the list below."
    ]


def _colour(cell: Any, fill: Any) -> None:
    if _is_light(cell.font.color):
        font = copy.copy(cell.font)
        font.color = "000000"
        cell.font = font
    cell.fill = fill


def _is_light(colour: Any) -> bool:
    """Whether text of a colour would not be seen on a light ground."""
    if colour is None:
        return False
    if colour.type == "theme":
        return bool(colour.theme == 0)  # the first colour of a theme is the one of the paper
    if colour.type != "rgb":
        return False
    red, green, blue = (int(colour.rgb[index : index + 2], 16) for index in (2, 4, 6))
    return 0.299 * red + 0.587 * green + 0.114 * blue > 140


def _comment(cell: Any, findings: Sequence[Found]) -> None:
    """Write the hub's comment; one that the sender wrote stays above it."""
    from openpyxl.comments import Comment

    given = cell.comment.text.rstrip() if cell.comment else ""
    ours = "\n\n".join([COMMENT_MARK, *(_words(found) for found in findings)])[:_LONGEST_COMMENT]
    text = safe_text(f"{given}\n\n{ours}" if given else ours)
    comment = Comment(text, _COMMENT_AUTHOR)
    comment.width = _COMMENT_WIDTH
    comment.height = _LINE_HEIGHT * sum(1 + len(line) // _LINE_LENGTH for line in text.split("\n"))
    cell.comment = comment


def _words(found: Found) -> str:
    expected = f"\nExpected: {found.expected}" if found.expected else ""
    last_year = f"\nLast year: {found.last_year}" if found.last_year else ""
    severity = SEVERITY_WORDS[found.severity]
    return f"{severity} (rule {found.rule_id})\n{found.sentence}{expected}{last_year}\nWhat to do: {found.how_to_fix}"


def _take_out_earlier_marks(sheet: Any) -> None:
    """Take out what the hub marked when this workbook went back before; a comment of the sender's own stays."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    for cell in list(sheet._cells.values()):  # going by rows would make every cell of a sheet that reaches far
        comment = getattr(cell, "comment", None)
        if comment is None or COMMENT_MARK not in comment.text:
            continue
        own = comment.text.split(COMMENT_MARK)[0].rstrip()
        cell.comment = Comment(own, comment.author, comment.height, comment.width) if own else None
        if str(cell.fill.fgColor.rgb)[2:] in SEVERITY_COLOURS.values():
            cell.fill = PatternFill()


def _place(address: str, rows: dict[int, int], columns: dict[int, int]) -> tuple[int, int]:
    """Row and column to mark: of a row or column alone, the first cell that holds anything."""
    from openpyxl.utils import column_index_from_string

    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise ValueError(f"{address} is not the address of a cell")
    letters, digits = found.groups()
    if letters and digits:
        return int(digits), column_index_from_string(letters)
    if digits:
        return int(digits), rows.get(int(digits), 1)
    column = column_index_from_string(letters)
    return columns.get(column, 1), column


def _first_filled(sheet: Any) -> tuple[dict[int, int], dict[int, int]]:
    """The first filled column of each row, and the first filled row of each column."""
    rows: dict[int, int] = {}
    columns: dict[int, int] = {}
    for (row, column), cell in sheet._cells.items():
        if cell.value is not None:
            rows[row] = min(rows.get(row, column), column)
            columns[column] = min(columns.get(column, row), row)
    return rows, columns


def _covered(sheet: Any) -> dict[tuple[int, int], tuple[int, int]]:
    """The cell that shows, for each cell that lies under a merged one."""
    from openpyxl.cell.cell import MergedCell

    ranges = list(sheet.merged_cells.ranges)
    return {
        place: next((each.min_row, each.min_col) for each in ranges if cell.coordinate in each)
        for place, cell in sheet._cells.items()
        if isinstance(cell, MergedCell)
    }


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
