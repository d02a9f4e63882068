"""Opening a sender's workbook so that as little as possible is lost when it is saved again.

In scope: what openpyxl would drop or change, and how it is kept. Out of scope: marking cells.
"""

from __future__ import annotations

import posixpath
import re
import warnings
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

_LISTS = (b"<x14:dataValidations", b"</x14:dataValidations>")
_SPACES = b' xmlns:x14="urn:x14" xmlns:xm="urn:xm"'
_WITH_PREFIX = re.compile(rb'\s\w+:\w+="[^"]*"')
_STYLE_SIZE = re.compile(r"[;'\"\s](width|height):([\d.]+)(pt|px)")
_POINTS_TO_PIXELS = {"pt": 4 / 3, "px": 1.0}
# Parts of a workbook that openpyxl drops or draws anew, in the words of the one who made them.
_PARTS = {
    "xl/media/": "pictures",
    "xl/charts/": "charts",
    "xl/diagrams/": "diagrams",
    "xl/ctrlProps/": "buttons and tick boxes",
    "xl/activeX/": "buttons and tick boxes",
    "xl/embeddings/": "embedded documents",
    "xl/threadedComments/": "threads of comments",
    "xl/slicers/": "slicers",
    "xl/pivotTables/": "pivot tables",
}
_EXTENSIONS = {"Conditional Formatting": "some conditional colours", "Sparkline": "sparklines", "Slicer": "slicers"}
_SHAPES = (b"<xdr:sp>", b"<xdr:sp ")


def open_faithfully(path: Path) -> tuple[Any, list[str]]:
    """Open a workbook with its formulas, and say what a copy of it may lack.

    Numbers that are shown as dates stay the numbers they are, notes keep their size, and drop-downs that newer
    versions of Excel write into an extension are kept.

    Args:
        path: An XLSX or XLSM file that was examined; macros are carried along in an XLSM, and never run.

    Returns:
        The workbook of openpyxl, and kinds of things that a copy may show differently or leave out, in words.
    """
    from openpyxl.reader.excel import ExcelReader

    class FaithfulReader(ExcelReader):
        def read_worksheets(self) -> None:
            # A number that is no date, in a column of dates, would be replaced by an error.
            workbook: Any = self.wb
            workbook._date_formats, workbook._timedelta_formats = set(), set()
            super().read_worksheets()
            for sheet, relation in self.parser.find_sheets():
                if relation.target in self.valid_files and sheet.name in self.wb.sheetnames:
                    _restore(self.archive, relation.target, self.wb[sheet.name])

    with warnings.catch_warnings(record=True) as complaints:
        warnings.simplefilter("always")
        reader = FaithfulReader(path, keep_vba=path.suffix == ".xlsm", rich_text=True)
        reader.read()
    told = " ".join(str(each.message) for each in complaints)
    lost = {words for extension, words in _EXTENSIONS.items() if f"{extension} extension" in told}
    lost |= {words for extension, words in _EXTENSIONS.items() if f"{extension} Group extension" in told}
    return reader.wb, sorted(lost | _parts_at_risk(path))


def _parts_at_risk(path: Path) -> set[str]:
    with zipfile.ZipFile(path) as parts:
        names = parts.namelist()
        found = {words for start, words in _PARTS.items() if any(name.startswith(start) for name in names)}
        drawings = [name for name in names if re.fullmatch(r"xl/drawings/[^/]+\.xml", name)]
        if any(mark in parts.read(name) for name in drawings for mark in _SHAPES):
            found.add("text boxes and shapes")
        if "xl/vbaProject.bin" in names and path.suffix != ".xlsm":
            found.add("macros")
    return found


def _restore(archive: zipfile.ZipFile, part: str, sheet: Any) -> None:
    if hasattr(sheet, "data_validations"):  # a sheet that is one chart has no cells
        _restore_note_sizes(archive, part, sheet)
        _restore_drop_downs(archive.read(part), sheet)


def _restore_note_sizes(archive: zipfile.ZipFile, part: str, sheet: Any) -> None:
    from openpyxl.packaging.relationship import get_dependents

    folder, name = posixpath.split(part)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in archive.namelist():
        return
    for relation in get_dependents(archive, relations):
        if relation.Type.endswith("/vmlDrawing") and relation.target in archive.namelist():
            for shape in archive.read(relation.target).decode("utf-8", "replace").split(":shape ")[1:]:
                _restore_note_size(shape, sheet)


def _restore_note_size(shape: str, sheet: Any) -> None:
    row, column = (re.search(rf":{name}>\s*(\d+)\s*<", shape) for name in ("Row", "Column"))
    # A cell that is asked for is made, so only those that stand are looked up.
    cell = sheet._cells.get((int(row[1]) + 1, int(column[1]) + 1)) if row and column else None
    comment = getattr(cell, "comment", None)
    if comment is None:
        return
    for side, number, unit in _STYLE_SIZE.findall(shape.split(">")[0]):
        setattr(comment, side, round(float(number) * _POINTS_TO_PIXELS[unit]))


def _restore_drop_downs(content: bytes, sheet: Any) -> None:
    """Drop-downs of the extension, as ordinary ones: every version since 2010 reads both."""
    from openpyxl.worksheet.datavalidation import DataValidation

    start, end = content.find(_LISTS[0]), content.find(_LISTS[1])
    if start < 0 or end < 0:
        return
    piece = _WITH_PREFIX.sub(b"", content[start : end + len(_LISTS[1])])
    root = ElementTree.fromstring(b"<root" + _SPACES + b">" + piece + b"</root>")
    for each in root.iter("{urn:x14}dataValidation"):
        settings: dict[str, Any] = {**each.attrib, "sqref": each.findtext("{urn:xm}sqref")}
        for name in ("formula1", "formula2"):
            settings[name] = each.findtext(f"{{urn:x14}}{name}/{{urn:xm}}f")
        if settings["sqref"]:
            sheet.add_data_validation(DataValidation(**settings))
