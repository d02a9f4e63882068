"""Workbooks (XLSX, XLSM, XLS, XLSB, ODS) to sheets of text, by python-calamine.

Belongs here: opening a workbook. Does not belong here: deciding whether it is safe to open (`intake.preflight`) or
the process it is opened in (`readers.isolated`).
"""

from __future__ import annotations

from pathlib import Path

from orchestration.readers.sheets import ReadFile, Sheet, UnreadableFile, cell_text


def read_workbook(path: Path) -> ReadFile:
    """Every sheet of a workbook, hidden ones included, from cell A1 on.

    Raises:
        UnreadableFile: F03 if it is protected by a password, F05 if it is damaged.
    """
    import python_calamine

    try:
        workbook = python_calamine.CalamineWorkbook.from_path(path)
        sheets = []
        for entry in workbook.sheets_metadata:
            if entry.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            values = workbook.get_sheet_by_name(entry.name).to_python(skip_empty_area=False)
            hidden = entry.visible != python_calamine.SheetVisibleEnum.Visible
            sheets.append(Sheet(entry.name, hidden, [[cell_text(value) for value in row] for row in values]))
    except python_calamine.PasswordError as error:
        raise UnreadableFile("F03", "the workbook is protected by a password") from error
    except python_calamine.CalamineError as error:
        raise UnreadableFile("F05", f"the workbook is damaged ({error})") from error
    return ReadFile(sheets)
