"""Facts of an XLSX or XLSM workbook, from the XML of its sheets.

In scope: what a scan of the parts tells. Out of scope: values.

Most sheets hold none of the facts looked for. A search for the few marks that any of them needs tells so at once, and
only a sheet with such a mark is scanned cell by cell.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

from orchestration.readers.sheets import cell_address, cell_position
from orchestration.readers.workbook_metadata import (
    PERCENT_FORMATS,
    UNNAMED_ERROR,
    SheetFacts,
    WorkbookFacts,
    is_percent_format,
)
from orchestration.readers.zip_parts import open_parts

COLUMN_LIMIT = 16_384  # columns that a sheet can have

# Errors, formulas and hidden rows; then what makes a search in the plain bytes unsure: attributes in single quotes,
# comments and CDATA, prefixes of tags, UTF-16.
LONGEST_FORMULA = 1_000  # characters that are kept: the hub's own are shorter
_MARKS = (b't="e"', b"<f>", b"<f ", b"<f/", b'hidden="1"', b'hidden="true"', b"='", b"<!", b":sheetData", b"\x00")
_ROW_NUMBER = re.compile(rb'<row\s[^>]*?\br="(\d+)"')


def scan_xlsx(path: Path, area_limit: int) -> WorkbookFacts:
    """Facts of every worksheet.

    Args:
        path: The workbook.
        area_limit: Cells of a rectangle that may be read; how far a sheet reaches is told only if it could be larger.

    Raises:
        zipfile.BadZipFile, KeyError, expat.ExpatError, ElementTree.ParseError: If the workbook is damaged.
    """
    with open_parts(path) as parts:
        names = set(parts.namelist())
        workbook = ElementTree.fromstring(parts.read("xl/workbook.xml"))
        styles = _percent_styles(parts.read("xl/styles.xml")) if "xl/styles.xml" in names else set()
        facts = WorkbookFacts(uses_1904=_uses_1904(workbook))
        for name, part in _sheet_parts(parts, workbook):
            if part in names:
                facts.sheets[name] = _sheet_facts(parts.read(part), styles, area_limit)
    return facts


def _uses_1904(workbook: ElementTree.Element) -> bool:
    return any(_plain(each.tag) == "workbookPr" and each.get("date1904") in {"1", "true"} for each in workbook)


def _sheet_parts(parts: zipfile.ZipFile, workbook: ElementTree.Element) -> list[tuple[str, str]]:
    relations = ElementTree.fromstring(parts.read("xl/_rels/workbook.xml.rels"))
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    found = []
    for sheet in workbook.iter():
        if _plain(sheet.tag) == "sheet":
            relation = next((value for key, value in sheet.items() if _plain(key) == "id"), "")
            found.append((sheet.get("name", ""), part_of(targets.get(relation, ""))))
    return found


def part_of(target: str) -> str:
    """Name of the part that a relation of the workbook points to.

    A target that begins with a stroke counts from the root of the file, others from the folder xl.
    """
    target = target.replace("\\", "/")
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")


def _plain(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


def _percent_styles(content: bytes) -> set[str]:
    """Numbers of the cell styles whose number format is a percentage."""
    root = ElementTree.fromstring(content)
    formats = {str(each) for each in PERCENT_FORMATS}
    for each in root.iter():
        if _plain(each.tag) == "numFmt" and is_percent_format(each.get("formatCode", "")):
            formats.add(each.get("numFmtId", ""))
    styles = next((each for each in root if _plain(each.tag) == "cellXfs"), ())
    return {str(number) for number, style in enumerate(styles) if style.get("numFmtId") in formats}


def _sheet_facts(content: bytes, percent_styles: set[str], area_limit: int) -> SheetFacts:
    styles = (b's="%s"' % style.encode() for style in percent_styles)
    if any(mark in content for mark in _MARKS) or any(style in content for style in styles):
        return _scanned(content, percent_styles)
    last_row = _last_row(content)
    is_small = last_row is not None and last_row * COLUMN_LIMIT <= area_limit
    if last_row is None or (not is_small and last_row * _widest(content, last_row, area_limit) > area_limit):
        return _scanned(content, percent_styles)
    return SheetFacts(last_row=last_row)


def _last_row(content: bytes) -> int | None:
    """Number of the last row; 0 without any, None if the row does not say it."""
    start = content.rfind(b"<row")
    if start < 0:
        return 0
    found = _ROW_NUMBER.match(content, start)
    return int(found.group(1)) if found else None


def _widest(content: bytes, last_row: int, area_limit: int) -> int:
    """Number of the last column at most, found no more closely than the limit asks for."""
    for letters, most in ((3, COLUMN_LIMIT), (2, 26 * 27), (1, 26)):
        pattern = re.compile(rb' r="([A-Z]{%d})\d' % letters)
        if not pattern.search(content):
            continue
        if last_row * most <= area_limit:
            return most
        last = max(found.group(1) for found in pattern.finditer(content))
        return cell_position(f"{last.decode()}1")[1] + 1
    return COLUMN_LIMIT


def _scanned(content: bytes, percent_styles: set[str]) -> SheetFacts:
    scanner = _Scanner(percent_styles)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = scanner.start
    parser.EndElementHandler = scanner.end
    parser.CharacterDataHandler = scanner.text
    parser.Parse(content, True)
    return scanner.facts


class _Scanner:
    def __init__(self, percent_styles: set[str]) -> None:
        self.facts = SheetFacts()
        self._percent_styles = percent_styles
        self._row = 0
        self._column = 0
        self._cell: dict[str, str] = {}
        self._has_formula = False
        self._value: list[str] = []
        self._in_value = False
        self._formula: list[str] = []
        self._in_formula = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A tag opens."""
        name = tag.rsplit(":", 1)[-1]
        if name == "c":
            self._open_cell(attributes)
        elif name in {"v", "t"}:
            self._in_value = True
        elif name == "f":
            self._has_formula = self._in_formula = True
        elif name == "row":
            self._row = int(attributes.get("r") or self._row + 1)
            self._column = 0
            self.facts.last_row = max(self.facts.last_row, self._row)
            if attributes.get("hidden") in {"1", "true"}:
                self.facts.hidden_rows.append((self._row, self._row))
        elif name == "col" and attributes.get("hidden") in {"1", "true"}:
            self.facts.hidden_columns.append((int(attributes.get("min", 1)), int(attributes.get("max", 1))))

    def _open_cell(self, attributes: dict[str, str]) -> None:
        self._cell = attributes
        self._has_formula = False
        self._value = []
        self._formula = []
        if address := attributes.get("r"):
            row, column = cell_position(address)
            self._row, self._column = row + 1, column + 1
        else:
            self._column += 1  # a cell that does not say where it stands follows the one before

    def text(self, data: str) -> None:
        """Text within a tag."""
        if self._in_value:
            self._value.append(data)
        elif self._in_formula:
            self._formula.append(data)

    def end(self, tag: str) -> None:
        """A tag closes."""
        name = tag.rsplit(":", 1)[-1]
        if name in {"v", "t"}:
            self._in_value = False
        elif name == "f":
            self._in_formula = False
        elif name == "c":
            self._close_cell("".join(self._value), self._cell.get("t", "n"))

    def _close_cell(self, value: str, cell_type: str) -> None:
        if value:
            self.facts.reach(self._row, self._column)
        if cell_type == "e":
            self.facts.errors[self._address()] = value or UNNAMED_ERROR
        elif not value:
            # A formula whose result is a text without a character says that its result is a text.
            if self._has_formula and cell_type != "str":
                self.facts.uncalculated.append(self._address())
                if formula := "".join(self._formula)[:LONGEST_FORMULA]:
                    self.facts.formulas[self._address()] = formula
        elif cell_type == "n" and self._cell.get("s") in self._percent_styles:
            self.facts.percents.append(self._address())

    def _address(self) -> str:
        return cell_address(self._row - 1, self._column - 1)
