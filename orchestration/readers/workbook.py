"""Workbooks (XLSX, XLSM, XLS, XLSB, ODS) to sheets of text, by python-calamine.

Belongs here: opening a workbook. Does not belong here: deciding whether it is safe to open (`intake.preflight`) or
the process it is opened in (`readers.isolated`).
"""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from orchestration.readers.sheet_facts import SheetFacts, scan_workbook
from orchestration.readers.sheets import ReadFile, Row, Sheet, UnreadableFile, cell_position, cell_text

SCANNED_SUFFIXES = {".xlsx", ".xlsm"}


def read_workbook(path: Path) -> ReadFile:
    """Every sheet of a workbook, hidden ones included, from cell A1 on.

    Raises:
        UnreadableFile: F03 if it is protected by a password, F05 if it is damaged.
    """
    import python_calamine

    try:
        facts = scan_workbook(path) if path.suffix.lower() in SCANNED_SUFFIXES else {}
        workbook = python_calamine.CalamineWorkbook.from_path(path)
        sheets = []
        for entry in workbook.sheets_metadata:
            if entry.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            values = workbook.get_sheet_by_name(entry.name).to_python(skip_empty_area=False)
            hidden = entry.visible != python_calamine.SheetVisibleEnum.Visible
            rows = [[cell_text(value) for value in row] for row in values]
            known = facts.get(entry.name, SheetFacts())
            _put_errors(rows, known.errors)
            sheets.append(Sheet(entry.name, hidden, rows, known.errors, known.uncalculated))
    except python_calamine.PasswordError as error:
        raise UnreadableFile("F03", "the workbook is protected by a password") from error
    except (python_calamine.CalamineError, zipfile.BadZipFile, KeyError, ExpatError, ParseError, zlib.error) as error:
        raise UnreadableFile("F05", f"the workbook is damaged ({error})") from error
    return ReadFile(sheets)


def _put_errors(rows: list[Row], errors: dict[str, str]) -> None:
    """Write errors where calamine left empty cells, so that no rule takes them for missing."""
    for address, text in errors.items():
        row, column = cell_position(address)
        while len(rows) <= row:
            rows.append([None] * (len(rows[0]) if rows else 0))
        rows[row].extend([None] * (column + 1 - len(rows[row])))
        rows[row][column] = text
