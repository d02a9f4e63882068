"""Facts of an XLSX workbook that calamine does not give: cells with an error, formulas nobody calculated.

Belongs here: what a scan of the sheets' own XML tells, by expat, in one pass. Does not belong here: values.

Calamine gives an empty cell for `#N/A` and for a formula without a stored value: read on its own, both would be lost
without a word.
"""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class SheetFacts:
    """What the scan found on one sheet, by cell address.

    Attributes:
        errors: Cells with an error, and its text.
        uncalculated: Cells with a formula and no value.
    """

    errors: dict[str, str] = field(default_factory=dict)
    uncalculated: list[str] = field(default_factory=list)


def scan_workbook(path: Path) -> dict[str, SheetFacts]:
    """Facts of every worksheet of an XLSX or XLSM file, by the name of the sheet.

    Raises:
        zipfile.BadZipFile, KeyError, expat.ExpatError, ElementTree.ParseError: If the workbook is damaged.
    """
    with zipfile.ZipFile(path) as parts:
        return {name: _scan(parts, part) for name, part in _sheet_parts(parts) if part in parts.namelist()}


def _sheet_parts(parts: zipfile.ZipFile) -> list[tuple[str, str]]:
    workbook = ElementTree.fromstring(parts.read("xl/workbook.xml"))
    relations = ElementTree.fromstring(parts.read("xl/_rels/workbook.xml.rels"))
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    found = []
    for sheet in workbook.iter():
        if sheet.tag.rsplit("}", 1)[-1] == "sheet":
            target = targets.get(sheet.get(_RELATION), "")
            # A target that begins with a stroke counts from the root of the file, others from the folder xl.
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            found.append((sheet.get("name", ""), part))
    return found


def _scan(parts: zipfile.ZipFile, part: str) -> SheetFacts:
    scanner = _Scanner()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = scanner.start
    parser.EndElementHandler = scanner.end
    parser.CharacterDataHandler = scanner.text
    with parts.open(part) as stream:
        parser.ParseFile(stream)
    return scanner.facts


class _Scanner:
    def __init__(self) -> None:
        self.facts = SheetFacts()
        self._cell = ""
        self._is_error = False
        self._has_formula = False
        self._value: list[str] = []
        self._in_value = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A tag opens."""
        name = tag.rsplit(" ", 1)[-1]
        if name == "c":
            self._cell = attributes.get("r", "")
            self._is_error = attributes.get("t") == "e"
            self._has_formula = False
            self._value = []
        elif name == "f":
            self._has_formula = True
        elif name in {"v", "is"}:
            self._in_value = True

    def text(self, data: str) -> None:
        """Text within a tag."""
        if self._in_value:
            self._value.append(data)

    def end(self, tag: str) -> None:
        """A tag closes."""
        name = tag.rsplit(" ", 1)[-1]
        if name in {"v", "is"}:
            self._in_value = False
        elif name == "c":
            value = "".join(self._value)
            if self._is_error:
                self.facts.errors[self._cell] = value or "#ERROR!"
            elif self._has_formula and not value:
                self.facts.uncalculated.append(self._cell)
