"""Tables of publishers with forces across (or down): finding the row of forces, and landing a row for each cell.

In scope: which sheets a layout is of, the forces on them, the fate of every row, years that a workbook gives. Out of
scope: the layouts (`returns.layouts`), reading a cell (`intake.table_rows`), what the sheets of an edition are checked
for once they are landed (`validation.edition_sheets`).
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from orchestration.findings.finding import Finding
from orchestration.intake.found_table import ParsedTable, cells_without_value
from orchestration.intake.headings import Headings
from orchestration.intake.identity import year_of_31_march
from orchestration.intake.mapped import LandedRow, MappedFile, MappedTable, rows_in_words
from orchestration.intake.repair_findings import repair_findings
from orchestration.intake.table_rows import CellReader
from orchestration.readers.sheets import ReadFile, Row, Sheet, cell_address, cell_position, column_letter, is_blank
from orchestration.returns.description import VALUE_SUFFIX, Form, ReturnDescription, Table
from orchestration.returns.layouts import Fate, Layout, SheetLayout
from orchestration.returns.plain_text import plain
from orchestration.returns.reference_lists import ReferenceLists, folded

SEARCH_ROWS = 40
FEWEST_FORCES = 10  # different forces in a row, for it to be the row of forces
LONGEST_GAP = 3  # rows without figures that a table may have within it
NATIONAL_TOTAL = "England and Wales"
_FOOTNOTES = string.digits + "," + string.whitespace
_COUNTED_AT = re.compile(r"31 March ((?:19|20)\d\d)")


@dataclass(frozen=True)
class FoundSheet:
    """A sheet of a layout, with its forces.

    Attributes:
        layout: The shape it is of.
        sheet: As received.
        turned: The same with forces across.
        row: Index of the row of forces of `turned`; None where there is none.
        names: Position to name, footnotes apart, of everything right of the first force.
        forces: Position to force id, of forces alone.
    """

    layout: SheetLayout
    sheet: Sheet
    turned: Sheet
    row: int | None
    names: Mapping[int, str]
    forces: Mapping[int, str]

    @cached_property
    def texts_above(self) -> list[str]:
        """Texts above the forces, where titles stand."""
        return [cell for row in self.turned.rows[: self.row or 0] for cell in row if cell]

    @property
    def counted_at(self) -> str | None:
        """Year of the 31 March that a title gives, or None."""
        found = {year for text in self.texts_above for year in _COUNTED_AT.findall(plain(text))}
        return found.pop() if len(found) == 1 else None


def sheets_of(form: Form, content: ReadFile, lists: ReferenceLists) -> list[FoundSheet]:
    """Sheets of the form's layout by name and title, in the order of the file."""
    found = []
    for sheet in content.sheets:
        for layout in form.layout.sheets if form.layout else ():
            if layout.is_sheet(sheet.name):
                each = _found_sheet(layout, form.layout, sheet, lists)
                if layout.is_titled(each.texts_above):
                    found.append(each)
                    break
    return found


def recognised_sheets(form: Form, content: ReadFile, lists: ReferenceLists) -> list[FoundSheet]:
    """Sheets of the layout that have forces; empty where they are too few for the file to be of this form."""
    found = [each for each in sheets_of(form, content, lists) if each.row is not None]
    return found if form.layout and len(found) >= form.layout.fewest_sheets else []


def years_of(form: Form, content: ReadFile, found: list[FoundSheet]) -> set[str]:
    """Financial years that a workbook gives: in its first rows, or by the latest 31 March that it counts at."""
    if form.layout is None:
        return set()
    if form.layout.year_column:
        counted_at = [each.counted_at for each in found if each.counted_at]
        return {str(year_of_31_march(max(counted_at)))} if counted_at else set()
    cells = (cell for sheet in content.sheets for row in sheet.rows[:SEARCH_ROWS] for cell in row if cell)
    return {year for cell in cells for year in form.layout.years_in(cell)}


def map_cross_tables(
    description: ReturnDescription,
    form: Form,
    content: ReadFile,
    lists: ReferenceLists,
    edition: Mapping[str, str | None],
    mapped: MappedFile,
) -> set[str]:
    """Land the cells of every sheet of the layout, and give their rows a fate.

    Args:
        description: The return.
        form: A form with a layout.
        content: What the reader gave.
        lists: Reference lists: which names are forces, and which forces there were.
        edition: Columns that are the same for the whole file, and their text.
        mapped: Where rows, fates and findings are kept.

    Returns:
        Names of the sheets that were dealt with.
    """
    found = sheets_of(form, content, lists)
    for each in found:
        if each.layout.kept_because:
            mapped.keep_rows(each.sheet, 0, "quarantined", each.layout.kept_because)
        else:
            _CrossTable(description, form, each, lists, edition, mapped, content.uses_1904).land()
    if form.tables and not any(table.rows for table in mapped.tables):
        mapped.findings.append(Finding("S14"))
    return {each.sheet.name for each in found}


class _CrossTable:
    """One sheet on its way to rows."""

    def __init__(
        self,
        description: ReturnDescription,
        form: Form,
        found: FoundSheet,
        lists: ReferenceLists,
        edition: Mapping[str, str | None],
        mapped: MappedFile,
        is_1904: bool,
    ) -> None:
        self._found, self._layout, self._sheet = found, found.layout, found.sheet
        self._rows = found.turned.rows
        self._lists, self._mapped = lists, mapped
        self._table: Table = form.tables[0]
        self._year_column = form.layout.year_column if form.layout else None
        self._constants = {**edition, **found.layout.values, "sheet": found.sheet.name}
        if self._year_column:
            self._constants[self._year_column] = found.counted_at
        first = min(found.names, default=0)
        labels = enumerate(found.layout.labels, start=first - len(found.layout.labels))
        positions = {name: at for at, name in labels if name and at >= 0}
        width = max(found.names, default=0) + 1
        texts = tuple(found.names.get(at, "") for at in range(width))
        row = found.row or 0
        self._placed = ParsedTable(
            description, self._table, found.turned, Headings(row, row, texts, (), 1.0), positions, tuple(found.names),
            is_1904, False, Decimal(0),
        )  # fmt: skip
        self._reader = CellReader(self._placed)
        self._index = {name: index for index, name in enumerate(self._table.landed_columns)}
        self._value = self._index[self._table.column_family.value] if self._table.column_family else -1
        self._landed: list[tuple[int, str | None, LandedRow]] = []
        self._block: str | None = None
        self._carried: str | None = None

    def land(self) -> None:
        """Land the sheet, or set it aside where it cannot be told whose its figures are."""
        problem = self._problem()
        if problem:
            self._mapped.findings.append(problem)
            self._mapped.keep_rows(self._sheet, 0, "quarantined", "The layout of the sheet was not recognised.")
            return
        if self._sheet.is_hidden:
            self._mapped.findings.append(Finding("S02", sheet=self._sheet.name))
        end = self._across()
        if self._layout.is_down:
            self._fates_of_rows_down()
        if not self._landed:
            nothing = "no figures below the force names"
            self._mapped.findings.append(Finding("S20", sheet=self._sheet.name, value=nothing))
        # A publisher's error in one cell is a figure that is missing; it does not keep the others out.
        signs = self._placed.description.missing_signs
        errors = (each for each in cells_without_value(self._placed, end) if each.value not in signs)
        self._mapped.findings.extend(self._placed_as_received(each) for each in errors)
        repairs = [
            replace(each, row=row, letter=letter)
            for each in self._reader.repairs
            for row, letter in (self._cell(each.row - 1, cell_position(f"{each.letter}1")[1]),)
        ]
        self._mapped.repairs.extend(repairs)
        self._mapped.findings.extend(repair_findings(repairs))
        places = {} if self._layout.is_down else self._places()
        self._mapped.tables.append(MappedTable(self._table, self._sheet.name, places, self._landed))

    def _problem(self) -> Finding | None:
        """Why nothing of the sheet can be landed."""
        name = self._sheet.name
        if self._found.row is None:
            return Finding("S20", sheet=name, value="no row of force names")
        if self._year_column and self._found.counted_at is None:
            return Finding("S20", sheet=name, row=1, value="no title with a single 31 March date")
        counts = Counter(self._found.forces.values())
        for at, force in self._found.forces.items():
            if counts[force] > 1:
                same = [each for each, other in self._found.forces.items() if other == force]
                (first_row, first_letter), (row, letter) = (
                    self._cell(self._found.row, each) for each in (at, same[-1])
                )
                return Finding(
                    "S21", sheet=name, row=row, column_letter=letter, value=self._found.names[same[-1]],
                    expected=f"{first_letter}{first_row}",
                )  # fmt: skip
        return None

    def _across(self) -> int:
        """Go through the rows below the forces; returns the index of the first row below the table."""
        down, sheet = self._layout.is_down, self._sheet
        if not down:
            self._keep_top()
        gap = 0
        beside: Counter[int] = Counter()
        for number in range((self._found.row or 0) + 1, len(self._rows)):
            row = self._rows[number]
            has_figures = any(at < len(row) and (row[at] or "").strip() for at in self._found.names)
            if not has_figures or is_blank(row):
                gap += 1
                self._keep_without_figures(number, row)
            elif self._landed and (gap > LONGEST_GAP or self._names_forces(row)):
                self._set_rest_aside(number)
                return number
            elif self._layout.blocks and re.fullmatch(self._layout.blocks, self._label(row), re.IGNORECASE):
                gap = 0
                self._keep_block(number, row)
            else:
                gap = 0
                beside.update(at for at, cell in enumerate(row) if at > min(self._found.names) and cell)
                self._land_row(number, row)
        unnamed = {at: count for at, count in beside.items() if at not in self._found.names}
        if unnamed and not down:
            self._mapped.findings.append(
                Finding(
                    "S09", sheet=sheet.name, row=(self._found.row or 0) + 1, column_letter=column_letter(min(unnamed)),
                    value=f"{sum(unnamed.values()):,} cells", detail="There is no force name above them.",
                )
            )  # fmt: skip
        return len(self._rows)

    def _land_row(self, number: int, row: Row) -> None:
        carried = self._carry(row)
        if self._layout.only and carried not in self._layout.only:
            return
        if not self._layout.is_down:
            self._mapped.fates[(self._sheet.name, "data", "")] += 1
        for at, (_, values) in zip(self._found.names, self._reader.landed(number, row), strict=True):
            if not (values[self._value] or "").strip():
                continue
            sheet_row, letter = self._cell(number, at)
            self._fill(values, {**self._constants, "sheet_row": str(sheet_row)})
            if self._layout.carried:
                self._fill(values, {self._layout.carried: carried})
            if self._layout.block_column:
                self._fill(values, {self._layout.block_column: self._block})
            self._landed.append((sheet_row, letter, values))

    def _carry(self, row: Row) -> str | None:
        """The label that stands once for all that follow it."""
        at = self._placed.positions.get(self._layout.carried or "")
        if at is not None and at < len(row) and (text := (row[at] or "").strip()):
            self._carried = text
        return self._carried

    def _fill(self, values: LandedRow, texts: Mapping[str, str | None]) -> None:
        for name, text in texts.items():
            if name in self._index:
                values[self._index[name]] = text
            if name + VALUE_SUFFIX in self._index:
                values[self._index[name + VALUE_SUFFIX]] = text

    def _keep_top(self) -> None:
        for number in range((self._found.row or 0) + 1):
            row, is_forces = self._rows[number], number == self._found.row
            blank = is_blank(row)
            fate: Fate = "header" if is_forces else "blank" if blank else "title"
            reason = "Names of forces." if is_forces else "" if blank else "Above the names of forces."
            self._mapped.keep(self._sheet.name, number + 1, fate, reason, row)

    def _keep_without_figures(self, number: int, row: Row) -> None:
        if self._layout.is_down:
            return
        if self._layout.blocks and re.fullmatch(self._layout.blocks, self._label(row), re.IGNORECASE):
            self._keep_block(number, row)
        else:
            blank = is_blank(row)
            reason = "" if blank else "No figure below a force name."
            self._mapped.keep(self._sheet.name, number + 1, "blank" if blank else "footnote", reason, row)

    def _keep_block(self, number: int, row: Row) -> None:
        self._block = self._label(row)
        self._mapped.keep(self._sheet.name, number + 1, "header", "Heading of a block of rows.", row)

    def _fates_of_rows_down(self) -> None:
        """Where forces are rows, a row with the name of a force is data."""
        for number, row in enumerate(self._sheet.rows):
            if number in self._found.names:
                self._mapped.fates[(self._sheet.name, "data", "")] += 1
            elif is_blank(row):
                self._mapped.keep(self._sheet.name, number + 1, "blank", "", row)
            elif number < min(self._found.names):
                self._mapped.keep(self._sheet.name, number + 1, "header", "Headings above the forces.", row)
            else:
                self._mapped.keep(self._sheet.name, number + 1, "footnote", "No force name.", row)

    def _set_rest_aside(self, number: int) -> None:
        kept = self._mapped.keep_rows(self._sheet, number, "quarantined", "A further block below the first one.")
        self._mapped.findings.append(Finding("S09", sheet=self._sheet.name, row=number + 1, value=rows_in_words(kept)))

    def _names_forces(self, row: Row) -> bool:
        return len(set(_forces_in(row, self._lists).values())) >= FEWEST_FORCES

    def _label(self, row: Row) -> str:
        at = min(self._found.names) - 1
        return plain(row[at] or "") if 0 <= at < len(row) else ""

    def _places(self) -> dict[str, tuple[str, str]]:
        return {name: (name, column_letter(at)) for name, at in self._placed.positions.items()}

    def _placed_as_received(self, finding: Finding) -> Finding:
        if not self._layout.is_down or finding.row is None:
            return finding
        row, letter = self._cell(finding.row - 1, cell_position(f"{finding.column_letter}1")[1])
        return replace(finding, row=row, column_letter=letter)

    def _cell(self, row: int, column: int) -> tuple[int, str]:
        """Row and letter on the sheet as received of a cell of the sheet with forces across."""
        row, column = (column, row) if self._layout.is_down else (row, column)
        return row + 1, column_letter(column)


def _found_sheet(layout: SheetLayout, whole: Layout | None, sheet: Sheet, lists: ReferenceLists) -> FoundSheet:
    turned = _turned(sheet) if layout.is_down else sheet
    for number, row in enumerate(turned.rows[:SEARCH_ROWS]):
        forces = _forces_in(row, lists)
        if len(set(forces.values())) >= FEWEST_FORCES:
            totals = {folded(name) for name in whole.totals} if whole else set()
            names = {
                at: _named(cell, totals) for at, cell in enumerate(row) if at >= min(forces) and cell and cell.strip()
            }
            return FoundSheet(layout, sheet, turned, number, names, forces)
    return FoundSheet(layout, sheet, turned, None, {}, {})


def _forces_in(row: Row, lists: ReferenceLists) -> dict[int, str]:
    """Position to force id, of the cells that name a force."""
    ids = ((at, lists.force_by_name.get(folded(without_footnotes(cell)))) for at, cell in enumerate(row) if cell)
    return {at: force_id for at, force_id in ids if force_id}


def _named(cell: str, totals: set[str]) -> str:
    name = without_footnotes(cell)
    return NATIONAL_TOTAL if folded(name) in totals else name


def without_footnotes(name: str) -> str:
    """A name without the digits of footnotes behind it, as `Warwickshire7, 8` has them."""
    return name.replace("\u00a0", " ").rstrip(_FOOTNOTES).lstrip()


def _turned(sheet: Sheet) -> Sheet:
    """The sheet with rows for columns."""
    width = max((len(row) for row in sheet.rows), default=0)
    rows: list[Row] = [[row[at] if at < len(row) else None for row in sheet.rows] for at in range(width)]

    def turn(address: str) -> str:
        row, column = cell_position(address)
        return cell_address(column, row)

    return replace(
        sheet, rows=rows, errors={turn(each): text for each, text in sheet.errors.items()},
        uncalculated=[turn(each) for each in sheet.uncalculated], percents=[turn(each) for each in sheet.percents],
    )  # fmt: skip
