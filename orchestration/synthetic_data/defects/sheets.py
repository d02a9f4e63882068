"""Defects of a sheet's layout: the S codes.

In scope: sheets, headings and rows that are not where they should be. Out of scope: values of single cells
(`defects.cells`).
"""

from __future__ import annotations

from orchestration.synthetic_data.defects.grid import Grid, GridSheet, address
from orchestration.synthetic_data.defects.registry import WORKBOOKS, Mark, on_grid

_FUNCTIONS = ("workforce", "expenditure")
_EMPTY_ROWS = 5000


@on_grid("S01", *_FUNCTIONS)
def sheet_renamed(grid: Grid) -> Mark:
    """The sheet of figures under a name of one's own."""
    old = grid.table.name
    grid.table.name = "Our figures"
    return Mark(f"sheet {old} renamed to Our figures", note="the sheet is checked under its new name all the same")


@on_grid("S02", *_FUNCTIONS)
def hidden_sheet(grid: Grid) -> Mark:
    """A hidden sheet of figures."""
    grid.table.is_hidden = True
    return Mark("sheet hidden", grid.table.name)


@on_grid("S03", *_FUNCTIONS)
def title_rows(grid: Grid) -> Mark:
    """Two titles and a blank row above the headings."""
    titles: list[list[str | None]] = [["Annual return"], ["Checked by finance"], [None]]
    grid.table.rows[:0] = [list(row) for row in titles]
    return Mark("two titles above the headings", grid.table.name)


@on_grid("S04", "workforce")
def headings_in_two_rows(grid: Grid) -> Mark:
    """Kinds of worker merged across two columns, with the unit below."""
    sheet = grid.table
    headings = [str(cell) for cell in sheet.rows[0]]
    above: list[str | None] = []
    below: list[str | None] = []
    for position, heading in enumerate(headings):
        worker, bracket, unit = heading.partition(" (")
        is_second = position > 0 and headings[position - 1].partition(" (")[0] == worker
        above.append(None if is_second else worker)
        below.append(f"({unit}" if bracket else None)
        if is_second:
            sheet.merges.append((0, position - 1, 0, position))
    sheet.rows[0:1] = [list(above), list(below)]
    sheet.heading_row = 1
    return Mark("headings merged over two rows", sheet.name)


@on_grid("S05", *_FUNCTIONS)
def column_missing(grid: Grid) -> Mark:
    """The last column left out."""
    heading = grid.table.rows[0][-1]
    for row in grid.table.rows:
        del row[-1]
    return Mark(f"column {heading} left out", grid.table.name)


@on_grid("S06", *_FUNCTIONS)
def footnote(grid: Grid) -> Mark:
    """A source and a remark below the table."""
    sheet = grid.table
    sheet.rows.extend([[None], ["Source: ledger of the force"], ["Provisional"]])
    return Mark("two footnotes in the last rows", sheet.name)


@on_grid("S07", *_FUNCTIONS)
def far_below_the_data(grid: Grid) -> Mark:
    """A cell with nothing but a space, thousands of rows below the table."""
    row = len(grid.table.rows) + _EMPTY_ROWS
    grid.table.far[(row, 0)] = " "
    return Mark("a space far below the table", grid.table.name, note="the finding names the first empty row")


@on_grid("S08", *_FUNCTIONS)
def hidden_rows(grid: Grid) -> Mark:
    """Two hidden rows of figures."""
    grid.table.hidden_rows = {3, 4}
    return Mark("rows 4 and 5 hidden", grid.table.name)


@on_grid("S09", *_FUNCTIONS)
def second_table(grid: Grid) -> Mark:
    """Another table below, under headings of its own."""
    sheet = grid.table
    first = len(sheet.rows) + 1
    sheet.rows.extend([[None], ["Station", "Desks", "Rooms"], ["North", 12, 3], ["South", 8, 2]])
    return Mark(f"a table of stations from row {first + 1} on", sheet.name)


@on_grid("S10", *_FUNCTIONS)
def unknown_column(grid: Grid) -> Mark:
    """A column of one's own on the right."""
    return _added_column(grid.table, "Shoe size")


@on_grid("S11", *_FUNCTIONS)
def doubled_column(grid: Grid) -> Mark:
    """The second column once more on the right."""
    return _added_column(grid.table, str(grid.table.rows[0][1]))


@on_grid("S12", *WORKBOOKS)
def extra_sheet(grid: Grid) -> Mark:
    """A sheet of workings."""
    grid.sheets.append(GridSheet("Workings", [["Step", "Figure"], ["Carried forward", 12]]))
    return Mark("a sheet of workings", "Workings")


@on_grid("S13", *_FUNCTIONS)
def no_headings(grid: Grid) -> Mark:
    """The row of headings deleted."""
    del grid.table.rows[0]
    return Mark("row of headings deleted", grid.table.name)


@on_grid("S14", *_FUNCTIONS)
def no_rows(grid: Grid) -> Mark:
    """Headings and nothing below them."""
    del grid.table.rows[1:]
    return Mark("all rows of figures deleted", grid.table.name)


@on_grid("S15", *_FUNCTIONS)
def headings_again(grid: Grid) -> Mark:
    """The headings and two rows once more below the table, as when two pages are pasted together."""
    sheet = grid.table
    first = len(sheet.rows)
    sheet.rows.extend([list(sheet.rows[0]), *[["Page two", *row[1:]] for row in sheet.rows[1:3]]])
    return Mark(f"the headings again in row {first + 1}", sheet.name)


def _added_column(sheet: GridSheet, heading: str) -> Mark:
    position = len(sheet.rows[0])
    for index, row in enumerate(sheet.rows):
        row.append(heading if index == 0 else 9)
    return Mark(f"a column headed {heading}", sheet.name, address(0, position))
