"""A filled return as sheets of cells that can be changed, and the workbook they make: what somebody's own file is like.

In scope: cells, sheets, writing them. Out of scope: any defect, or the template's own look
(`returns.template_sheets`).
"""

from __future__ import annotations

import datetime
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestration.readers.sheets import column_letter
from orchestration.returns.description import Table, description_of, normalised
from orchestration.returns.template import Value, listed_rows
from orchestration.synthetic_data.filled import FilledReturn

_MADE_AT = datetime.datetime(2026, 1, 1)  # a fixed stamp, so that the same cells give the same workbook


@dataclass(frozen=True)
class Formula:
    """A formula and the result a spreadsheet kept of it: an error as #N/A, or nothing at all."""

    text: str
    result: str


@dataclass(frozen=True)
class Shown:
    """A number and the format it is shown in."""

    number: float
    number_format: str


Cell = Value | Formula | Shown


@dataclass
class GridSheet:
    """One sheet.

    Attributes:
        rows: Cells by row and column, both from 0.
        heading_row: Index of the row of headings.
        hidden_rows: Indexes of hidden rows.
        merges: First row and column, last row and column.
        far: Cells far outside the rows.
    """

    name: str
    rows: list[list[Cell]]
    heading_row: int = 0
    is_hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    far: dict[tuple[int, int], Cell] = field(default_factory=dict)

    def column(self, heading: str) -> int:
        """Position of the column under a heading.

        Raises:
            KeyError: If no column is headed so.
        """
        for position, cell in enumerate(self.rows[self.heading_row]):
            if isinstance(cell, str) and normalised(cell) == normalised(heading):
                return position
        raise KeyError(f"sheet {self.name} has no column headed {heading}")

    def row(self, label: str) -> int:
        """Index of the row whose first cell says that.

        Raises:
            KeyError: If no row begins so.
        """
        for index, cells in enumerate(self.rows):
            if cells and isinstance(cells[0], str) and normalised(cells[0]) == normalised(label):
                return index
        raise KeyError(f"sheet {self.name} has no row that begins with {label}")

    def cell(self, row: int, heading: str) -> Cell:
        """The cell in a row under a heading."""
        return self.rows[row][self.column(heading)]

    def put(self, row: int, heading: str, cell: Cell) -> str:
        """Write a cell in a row under a heading; returns its address, as B4."""
        position = self.column(heading)
        self.rows[row][position] = cell
        return address(row, position)


@dataclass
class Grid:
    """A workbook: the sheet About, then the tables."""

    sheets: list[GridSheet]
    counts_from_1904: bool = False

    def sheet(self, name: str) -> GridSheet:
        """The sheet of that name.

        Raises:
            KeyError: If there is none.
        """
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(f"there is no sheet called {name}")

    @property
    def about(self) -> GridSheet:
        """The sheet About."""
        return self.sheets[0]

    @property
    def table(self) -> GridSheet:
        """The sheet of the first table of figures."""
        return self.sheets[1]


def address(row: int, column: int) -> str:
    """Address of a cell by indexes from 0."""
    return f"{column_letter(column)}{row + 1}"


def grid_of(filled: FilledReturn, seeds: Path) -> Grid:
    """A filled return as cells, without the sheets that only help."""
    description = description_of(filled.return_id)
    sheets = []
    for table in description.forms[0].tables:
        name = table.sheet or table.name
        if table.name == "about":
            items = {"Return": filled.return_id, **_about(filled)}
            rows: list[list[Cell]] = [[column.header for column in table.columns]]
            rows.extend([item, value] for item, value in items.items())
            sheets.append(GridSheet(name, rows))
        else:
            sheets.append(GridSheet(name, _table_rows(table, filled, seeds)))
    return Grid(sheets)


def _about(filled: FilledReturn) -> dict[str, str]:
    items = description_of(filled.return_id).about_items
    if not items:
        return dict(filled.about)
    return {item.name: filled.about.get(item.name, "") for item in items if item.name != "Return"}


def _table_rows(table: Table, filled: FilledReturn, seeds: Path) -> list[list[Cell]]:
    columns = table.columns_in(filled.financial_year)
    given = list(filled.rows.get(table.name, ()))
    order = {row.text: index for index, row in enumerate(listed_rows(table, seeds, filled.financial_year))}
    if order:
        given.sort(key=lambda row: order.get(str(row.get(columns[0].name)), len(order)))
    rows: list[list[Cell]] = [[column.header for column in columns]]
    rows.extend([row.get(column.name) for column in columns] for row in given)
    return rows


def grid_bytes(grid: Grid) -> bytes:
    """The workbook that the cells make; the same cells give the same bytes."""
    import xlsxwriter

    content = io.BytesIO()
    options = {"in_memory": True, "date_1904": grid.counts_from_1904}
    with xlsxwriter.Workbook(content, options) as workbook:
        workbook.set_properties({"author": "ICM warehouse", "created": _MADE_AT})
        writer = _Writer(workbook)
        for sheet in grid.sheets:
            writer.write(sheet)
    return content.getvalue()


class _Writer:
    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._formats: dict[str, Any] = {}

    def write(self, sheet: GridSheet) -> None:
        """Write one sheet."""
        written = self._workbook.add_worksheet(sheet.name)
        for index, cells in enumerate(sheet.rows):
            for position, cell in enumerate(cells):
                self._write_cell(written, index, position, cell)
        for first_row, first_column, last_row, last_column in sheet.merges:
            text = sheet.rows[first_row][first_column]
            written.merge_range(first_row, first_column, last_row, last_column, text)
        for index in sorted(sheet.hidden_rows):
            written.set_row(index, None, None, {"hidden": True})
        for (index, position), cell in sheet.far.items():
            self._write_cell(written, index, position, cell)
        if sheet.is_hidden:
            written.hide()

    def _write_cell(self, sheet: Any, row: int, column: int, cell: Cell) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, Formula):
            sheet.write_formula(row, column, cell.text, None, cell.result)
        elif isinstance(cell, Shown):
            sheet.write_number(row, column, cell.number, self._format(cell.number_format))
        elif isinstance(cell, str):
            sheet.write_string(row, column, cell)
        elif isinstance(cell, datetime.date):
            sheet.write_datetime(row, column, cell, self._format("yyyy-mm-dd"))
        else:
            sheet.write_number(row, column, cell)

    def _format(self, number_format: str) -> Any:
        if number_format not in self._formats:
            self._formats[number_format] = self._workbook.add_format({"num_format": number_format})
        return self._formats[number_format]
