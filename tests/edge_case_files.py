"""Workbooks with everything that makes reading hard, and other programs that write them."""

from __future__ import annotations

import datetime
import io
import shutil
import struct
import subprocess
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.files import zip_bytes

MANIFEST = b'<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
NO_VALUE_ERROR = 0x2A  # the code of #N/A in binary formats


def soffice() -> str:
    """LibreOffice's command.

    Raises:
        AssertionError: If it is not installed; no test that needs it may be passed over in silence.
    """
    found = shutil.which("soffice")
    assert found, "These tests convert workbooks with LibreOffice. Run: sudo apt-get install libreoffice-calc"
    return found


def converted(files: Sequence[Path], suffix: str, folder: Path) -> list[Path]:
    """The workbooks as LibreOffice writes them in another format, into a folder; one start for all of them."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    out = folder / f"as_{suffix}"
    command = [soffice(), profile, "--headless", "--convert-to", suffix, "--outdir", str(out), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    results = [out / f"{file.stem}.{suffix}" for file in files]
    assert all(result.exists() for result in results), f"LibreOffice wrote no {suffix}: {done.stdout}{done.stderr}"
    return results


def openpyxl_bytes(fill: Callable[[Any], None]) -> bytes:
    """A workbook written by openpyxl, as the function fills it."""
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.active.title = "Data"
    fill(workbook)
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def awkward_workbook() -> bytes:
    """Every fact that calamine does not give, on one sheet, and a hidden sheet whose table begins at C5."""
    return openpyxl_bytes(_fill_awkward)


def _fill_awkward(workbook: Any) -> None:
    sheet = workbook.active
    sheet.append(["text", 1, 2.5, 0.125, datetime.date(2013, 3, 31), datetime.datetime(2013, 3, 31, 8, 30)])
    sheet["D1"].number_format = "0.0%"
    sheet["G1"] = datetime.time(8, 30)
    sheet["H1"] = datetime.timedelta(hours=30)
    sheet["H1"].number_format = "[h]:mm:ss"
    for address, error in {"A2": "#N/A", "B2": "#REF!"}.items():
        sheet[address] = error
        sheet[address].data_type = "e"
    sheet["C2"] = "=1/0"  # openpyxl writes no result, LibreOffice calculates one
    sheet["D2"] = "=1+1"
    sheet["B4"] = "merged"
    sheet.merge_cells("B4:E5")
    sheet["A6"] = "in a hidden row"
    sheet.row_dimensions[6].hidden = True
    sheet.row_dimensions[7].hidden = True  # holds nothing
    sheet["G8"] = "in a hidden column"
    sheet.column_dimensions["G"].hidden = True
    sheet.column_dimensions["J"].hidden = True  # holds nothing
    other = workbook.create_sheet("Kept back")
    other.sheet_state = "hidden"
    other["C5"] = "far in"


def workbook_with_cells(cells: Mapping[str, Any]) -> bytes:
    """A workbook with those cells and no others."""

    def fill(workbook: Any) -> None:
        for address, value in cells.items():
            workbook.active[address] = value

    return openpyxl_bytes(fill)


def with_changed_part(workbook: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The archive with one part changed."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        content = {name: parts.read(name) for name in parts.namelist()}
    content[part] = change(content[part])
    return zip_bytes(content)


@dataclass(frozen=True)
class BinaryCell:
    """A cell of an XLSB workbook: a number, a text or, as a whole number from `ERROR_TEXTS`, an error.

    Attributes:
        value: What it holds.
        is_error: Whether the value is the code of an error.
        is_percent: Whether it is shown as a percentage.
        is_day: Whether it is shown as a date.
    """

    value: float | str
    is_error: bool = False
    is_percent: bool = False
    is_day: bool = False


def xlsb_bytes(
    rows: Sequence[Sequence[BinaryCell | None]],
    hidden_row: int | None = None,
    hidden_column: int | None = None,
    merged: tuple[int, int, int, int] | None = None,
    uses_1904: bool = False,
) -> bytes:
    """A small XLSB workbook with one sheet, Data. No free program writes the format, so its records are written here.

    Args:
        rows: Cells from A1 on.
        hidden_row: Index of a hidden row.
        hidden_column: Index of a hidden column.
        merged: First and last row, first and last column of a merged range, from 0.
        uses_1904: Whether dates count from 1904.
    """
    return zip_bytes(
        {
            "xl/workbook.bin": _workbook_part(uses_1904),
            "xl/_rels/workbook.bin.rels": _relations(),
            "xl/styles.bin": _styles_part(),
            "xl/worksheets/sheet1.bin": _sheet_part(rows, hidden_row, hidden_column, merged),
        }
    )


def _record(number: int, content: bytes = b"") -> bytes:
    head = bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    length = len(content)
    size = bytes([length]) if length < 128 else bytes([length & 0x7F | 0x80, length >> 7])
    return head + size + content


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _workbook_part(uses_1904: bool) -> bytes:
    properties = struct.pack("<III", int(uses_1904), 0, 0)
    sheet = struct.pack("<II", 0, 1) + _wide("rId1") + _wide("Data")
    return _record(131) + _record(153, properties) + _record(143) + _record(156, sheet) + _record(144) + _record(132)


def _relations() -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{kind}/worksheet" Target="worksheets/sheet1.bin"/>'
        f'<Relationship Id="rId2" Type="{kind}/styles" Target="styles.bin"/>'
        "</Relationships>"
    ).encode()


def _styles_part() -> bytes:
    formats = struct.pack("<I", 1) + b""
    custom = _record(44, struct.pack("<H", 164) + _wide("0.00%"))
    styles = [_record(47, struct.pack("<HH", 0, number) + bytes(12)) for number in (0, 164, 14)]
    cells = _record(617, struct.pack("<I", len(styles))) + b"".join(styles) + _record(618)
    # The styles that named styles are made of come first and must not be counted as those of cells.
    named = _record(626, struct.pack("<I", 1)) + _record(47, bytes(16)) + _record(627)
    return _record(278) + _record(615, formats) + custom + _record(616) + named + cells + _record(279)


def _sheet_part(
    rows: Sequence[Sequence[BinaryCell | None]],
    hidden_row: int | None,
    hidden_column: int | None,
    merged: tuple[int, int, int, int] | None,
) -> bytes:
    width = max(map(len, rows))
    content = _record(129) + _record(148, struct.pack("<IIII", 0, len(rows) - 1, 0, width - 1))
    if hidden_column is not None:
        column = struct.pack("<IIIIH", hidden_column, hidden_column, 2048, 0, 1)
        content += _record(390) + _record(60, column) + _record(391)
    content += _record(145)
    for index, row in enumerate(rows):
        flags = 0x10 if index == hidden_row else 0
        content += _record(0, struct.pack("<IIHBBBI", index, 0, 300, 0, flags, 0, 0))
        content += b"".join(_cell(column, cell) for column, cell in enumerate(row) if cell is not None)
    content += _record(146)
    if merged:
        content += _record(177, struct.pack("<I", 1)) + _record(176, struct.pack("<IIII", *merged)) + _record(178)
    return content + _record(130)


def _cell(column: int, cell: BinaryCell) -> bytes:
    place = struct.pack("<II", column, 1 if cell.is_percent else 2 if cell.is_day else 0)
    if cell.is_error:
        return _record(3, place + struct.pack("<B", int(cell.value)))
    if isinstance(cell.value, str):
        return _record(6, place + _wide(cell.value))
    return _record(5, place + struct.pack("<d", cell.value))


def ods_bytes(table: str) -> bytes:
    """An ODS workbook with one sheet, Data, from the XML of its columns and rows."""
    spaces = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
    }
    names = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in spaces.items())
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names} office:version="1.3"><office:body>'
        f'<office:spreadsheet><table:table table:name="Data">{table}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    return zip_bytes(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": MANIFEST,
            "content.xml": content.encode("utf-8"),
        }
    )
