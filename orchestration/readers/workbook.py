"""Workbooks (XLSX, XLSM, XLS, XLSB, ODS) to sheets of text, by python-calamine.

In scope: opening a workbook, joining its cells with the facts of the scan. Out of scope: the scans
(`sheet_facts` and its formats), deciding whether a file is safe to open (`intake.preflight`), the process it is opened
in (`readers.isolated`).
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from orchestration.readers.compound import MAGIC
from orchestration.readers.ods_metadata import scan_ods
from orchestration.readers.plain_copy import plain_copy
from orchestration.readers.sheets import (
    EPOCH_1900,
    EPOCH_1904,
    ReadFile,
    Row,
    Sheet,
    UnreadableFile,
    cell_address,
    cell_position,
    cell_text,
    column_letter,
    is_blank,
    strip_trailing_blanks,
)
from orchestration.readers.workbook_metadata import SheetFacts, Span, WorkbookFacts
from orchestration.readers.xls_metadata import scan_xls
from orchestration.readers.xlsb_metadata import scan_xlsb
from orchestration.readers.xlsx_metadata import scan_xlsx
from orchestration.readers.zip_parts import open_parts

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

AREA_LIMIT = 20_000_000  # cells from A1 to the last one; at 19 columns every row that a sheet can have
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ExpatError,
    ParseError,
    LookupError,
    ValueError,
    EOFError,
    OSError,
    NotImplementedError,
)
_DAMAGE_IN_WORDS: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...] = (
    ((zipfile.BadZipFile, zlib.error, EOFError), "its zip archive is cut short or damaged"),
    (NotImplementedError, "its zip archive is packed in a way that the hub cannot unpack"),
    (LookupError, "a part of it is missing"),
    ((ExpatError, ParseError, UnicodeDecodeError), "a part of it breaks off or is not well formed"),
    (struct.error, "its records break off"),
)
_FAULT = "PanicException"  # what calamine raises on some damaged files; a class that no module exports
FORMATTED_ROWS_ALLOWED = 1_000  # rows below the data that are formatted and empty: a template prepares some


def read_workbook(path: Path) -> ReadFile:
    """Every sheet of a workbook, hidden ones included, from cell A1 on.

    Raises:
        UnreadableFile: F03 if it is protected by a password, F05 if it is damaged, F13 if a cell stands so far away
            that the sheet cannot be read within limits.
    """
    import python_calamine

    try:
        kind = workbook_kind(path)
        facts = _scanned(path, kind)
        _refuse_far_cells(facts)
        copy = plain_copy(path, kind)
        opened = python_calamine.CalamineWorkbook
        workbook = opened.from_path(path) if copy is None else opened.from_filelike(copy)
        sheets = [
            _sheet(
                workbook.get_sheet_by_name(entry.name),
                entry.visible != python_calamine.SheetVisibleEnum.Visible,
                facts.sheets.get(entry.name, SheetFacts()),
                EPOCH_1904 if facts.uses_1904 else EPOCH_1900,
            )
            for entry in workbook.sheets_metadata
            if entry.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
    except python_calamine.PasswordError as error:
        raise UnreadableFile("F03", "the workbook is protected by a password") from error
    except (python_calamine.CalamineError, *_DAMAGE) as error:
        raise UnreadableFile("F05", damage_in_words(error)) from error
    except BaseException as error:
        if type(error).__name__ != _FAULT:
            raise
        raise UnreadableFile("F05", damage_in_words(error)) from error
    return ReadFile(sheets, uses_1904=facts.uses_1904, kind=kind)


def damage_in_words(error: BaseException) -> str:
    """What is wrong with a damaged workbook, in words; those of a library mean nothing to who sent it."""
    for kinds, words in _DAMAGE_IN_WORDS:
        if isinstance(error, kinds):
            return words
    return "what it contains is not as a workbook has it"


def workbook_kind(path: Path) -> str:
    """Kind of the workbook by its content: xls, ods, xlsb, xlsm or xlsx.

    Raises:
        zipfile.BadZipFile: If it is neither an old Office document nor a zip archive.
    """
    with path.open("rb") as stream:
        if stream.read(len(MAGIC)) == MAGIC:
            return "xls"
    with open_parts(path) as parts:
        names = {name.lower() for name in parts.namelist()}
    if "content.xml" in names:
        return "ods"
    if "xl/workbook.bin" in names:
        return "xlsb"
    return "xlsm" if any(name.endswith("vbaproject.bin") for name in names) else "xlsx"


def _scanned(path: Path, kind: str) -> WorkbookFacts:
    if kind == "xls":
        return scan_xls(path)
    if kind == "ods":
        return scan_ods(path)
    if kind == "xlsb":
        return scan_xlsb(path)
    return scan_xlsx(path, AREA_LIMIT)


def _refuse_far_cells(facts: WorkbookFacts) -> None:
    for name, sheet in facts.sheets.items():
        area = sheet.far_row * sheet.far_column
        if area > AREA_LIMIT:
            corner = cell_address(sheet.far_row - 1, sheet.far_column - 1)
            detail = (
                f"sheet '{name}' reaches to cell {corner}, which makes {area:,} cells where {AREA_LIMIT:,} are taken; "
                "delete what stands far from the table and save the workbook again"
            )
            raise UnreadableFile("F13", detail)


def _sheet(read: CalamineSheet, is_hidden: bool, facts: SheetFacts, epoch: str) -> Sheet:
    rows = _rows(read)
    _put_errors(rows, facts.errors)
    spelt_out = facts.last_row if facts.last_row - len(rows) > FORMATTED_ROWS_ALLOWED else len(rows)
    kept, _ = strip_trailing_blanks(rows)
    ranges = read.merged_cell_ranges
    return Sheet(
        read.name,
        is_hidden,
        kept,
        errors=facts.errors,
        uncalculated=facts.uncalculated,
        formulas=facts.formulas,
        percents=facts.percents,
        merged=facts.merged if ranges is None else [_range(*corners) for corners in ranges],
        hidden_rows=[number for number in _numbers(facts.hidden_rows, len(kept)) if not is_blank(kept[number - 1])],
        hidden_columns=[
            column_letter(number - 1)
            for number in _numbers(facts.hidden_columns, max(map(len, kept), default=0))
            if any(len(row) >= number and not is_blank(row[number - 1 : number]) for row in kept)
        ],
        blank_tail=spelt_out - len(kept),
        date_serial_epoch=epoch,
    )


def _rows(read: CalamineSheet) -> list[Row]:
    """Rows from A1 on, taken one by one: calamine's own list of all would stand in memory a second time."""
    left: Row = [None] * (read.start[1] if read.start else 0)
    return [left + [cell_text(value) for value in row] for row in _values(read)]


def _values(read: CalamineSheet) -> Any:
    return read.iter_rows() if read.start else ()


def _numbers(spans: list[Span], last: int) -> list[int]:
    """Every number of the spans up to the last, in order."""
    return sorted({number for first, end in spans for number in range(first, min(end, last) + 1)})


def _range(start: tuple[int, int], end: tuple[int, int]) -> str:
    return f"{cell_address(*start)}:{cell_address(*end)}"


def _put_errors(rows: list[Row], errors: dict[str, str]) -> None:
    """Write errors where calamine left empty cells, so that no rule takes them for missing."""
    for address, text in errors.items():
        row, column = cell_position(address)
        while len(rows) <= row:
            rows.append([None] * (len(rows[0]) if rows else 0))
        rows[row].extend([None] * (column + 1 - len(rows[row])))
        rows[row][column] = text
