"""Defects of whole rows of a return: left blank, gone, in thousands of pounds, with a wrong sign.

In scope: R31 to R33 and EX06. Out of scope: rows that repeat or add up others (`defects.submissions`), single cells
(`defects.cells`).
"""

from __future__ import annotations

from orchestration.synthetic_data.defects.grid import Grid, GridSheet, address
from orchestration.synthetic_data.defects.registry import Mark, on_grid
from orchestration.synthetic_data.defects.sent_along import on_an_estimate

_EXPENDITURE = "expenditure"
_GROSS = "Gross expenditure (£)"
_A_PART, _TOP = "ICT", "Road policing"


@on_an_estimate("R31", 29)
def heading_left_blank(grid: Grid) -> Mark:
    """A part of a heading without a single figure, while its other parts are filled in."""
    sheet, row = grid.table, grid.table.row(_A_PART)
    sheet.rows[row][1:] = [None for _ in sheet.rows[row][1:]]
    return Mark(f"the row of {_A_PART} left blank", sheet.name, address(row, 0), "because of the cells beside it")


@on_an_estimate("R32", 30)
def heading_taken_out(grid: Grid) -> Mark:
    """A heading of level 1 whose row is gone."""
    sheet = grid.table
    del sheet.rows[sheet.row(_TOP)]
    return Mark(f"the row of {_TOP} taken out", sheet.name)


@on_an_estimate("R33", 31)
def row_in_thousands(grid: Grid) -> Mark:
    """The amounts of one heading in thousands of pounds."""
    sheet, row = grid.table, grid.table.row(_A_PART)
    sheet.rows[row][1:] = [
        round(cell / 1000, 5) if isinstance(cell, int | float) else cell for cell in sheet.rows[row][1:]
    ]
    place = address(row, sheet.column(_GROSS))
    return Mark(f"the amounts of {_A_PART} divided by 1,000", sheet.name, place)


@on_grid("EX06", _EXPENDITURE)
def negative_income(grid: Grid) -> Mark:
    """An income with a minus sign, and another so much larger that the sum is right."""
    sheet = grid.table
    income = _amount(sheet, "Partnership income (£)")
    sheet.put(1, "Reimbursed income (£)", round(_amount(sheet, "Reimbursed income (£)") + 2 * income + 2000, 2))
    return Mark(
        "partnership income below nil", sheet.name, sheet.put(1, "Partnership income (£)", round(-income - 2000, 2))
    )


def _amount(sheet: GridSheet, heading: str) -> float:
    cell = sheet.cell(1, heading)
    return cell if isinstance(cell, int | float) else 0.0
