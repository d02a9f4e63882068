"""Defects of figures that do not add up or exceed what they are part of: the EX, WF, SR and OC codes.

In scope: one figure of a return that is out. Out of scope: whole rows (`defects.rows`), other returns or years
(`defects.compared`).
"""

from __future__ import annotations

from orchestration.synthetic_data.defects.grid import Grid, GridSheet
from orchestration.synthetic_data.defects.registry import Mark, on_grid
from orchestration.synthetic_data.defects.sent_along import on_an_estimate

_EXPENDITURE, _WORKFORCE = "expenditure", "workforce"
_TOP, _WHOLE = "Road policing", "Support functions"
_PARTS = ("Procurement", "Fleet", "ICT", "Training", "Human resources", "Finance", "Estates")
_GROSS, _EARNED, _NET = "Gross expenditure (£)", "Earned income (£)", "Net revenue expenditure (£)"


@on_grid("EX01", _EXPENDITURE)
def parts_above_gross(grid: Grid) -> Mark:
    """A line that is 1,000 pounds too high for the gross expenditure."""
    sheet, row = grid.table, grid.table.row(_TOP)
    sheet.put(row, "Premises (£)", _amount(sheet, row, "Premises (£)") + 1000)
    cell = sheet.put(row, _GROSS, sheet.cell(row, _GROSS))
    return Mark("premises 1,000 too high", sheet.name, cell, "because of the cell under Premises")


@on_grid("EX02", _EXPENDITURE)
def parts_above_income(grid: Grid) -> Mark:
    """An income that is 1,000 pounds too high for the earned income."""
    sheet, row = grid.table, grid.table.row(_TOP)
    sheet.put(row, "Reimbursed income (£)", _amount(sheet, row, "Reimbursed income (£)") + 1000)
    cell = sheet.put(row, _EARNED, sheet.cell(row, _EARNED))
    return Mark("reimbursed income 1,000 too high", sheet.name, cell, "because of the cell under Reimbursed income")


@on_grid("EX03", _EXPENDITURE)
def net_too_high(grid: Grid) -> Mark:
    """A net revenue expenditure that is 1,000 pounds too high."""
    return _put(grid.table, grid.table.row(_TOP), _NET, 1000)


@on_grid("EX04", _EXPENDITURE)
def collaboration_above_gross(grid: Grid) -> Mark:
    """More spent in collaboration than at all, on one row."""
    sheet, row = grid.table, grid.table.row(_TOP)
    amount = _amount(sheet, row, _GROSS) + 1000
    return Mark(str(amount), sheet.name, sheet.put(row, "Of gross: in collaboration (£)", amount))


@on_an_estimate("EX05", 32)
def parts_above_their_heading(grid: Grid) -> Mark:
    """A heading with less than its parts, all of its own sums being right."""
    sheet, row = grid.table, grid.table.row(_WHOLE)
    headings = [str(cell) for cell in sheet.rows[0]][1:]
    for heading in headings:
        sheet.put(row, heading, round(sum(_amount(sheet, sheet.row(part), heading) for part in _PARTS), 2))
    short = _amount(sheet, row, "Supplies and services (£)")
    for heading in ("Supplies and services (£)", _GROSS, _NET):
        sheet.put(row, heading, round(_amount(sheet, row, heading) - short, 2))
    return Mark("less than its parts", sheet.name, sheet.put(row, _GROSS, sheet.cell(row, _GROSS)))


@on_grid("WF01", _WORKFORCE)
def more_equivalents_than_people(grid: Grid) -> Mark:
    """More full-time equivalents of staff than people."""
    sheet = grid.table
    people = _amount(sheet, 1, "Police staff (FTE)") - 2
    sheet.put(1, "Police staff (people)", int(people))
    cell = sheet.put(1, "Police staff (FTE)", sheet.cell(1, "Police staff (FTE)"))
    return Mark("fewer people than equivalents", sheet.name, cell, "because of the cell under people")


@on_grid("WF02", _WORKFORCE)
def parts_with_more_people(grid: Grid) -> Mark:
    """A heading with fewer PCSOs than a part of it."""
    sheet = grid.table
    part, whole = sheet.row("Front desk"), sheet.row("Dealing with the public")
    more = round(_amount(sheet, whole, "PCSOs (FTE)") + 5, 2)
    sheet.put(part, "PCSOs (FTE)", more)
    sheet.put(part, "PCSOs (people)", int(more) + 1)
    cell = sheet.put(whole, "PCSOs (FTE)", sheet.cell(whole, "PCSOs (FTE)"))
    return Mark("fewer PCSOs than a part", sheet.name, cell, "because of the row below")


@on_grid("SR01", "savings_requirement")
def collaboration_above_all_savings(grid: Grid) -> Mark:
    """More saved by collaboration than planned at all."""
    sheet = grid.table
    row = sheet.row("Of planned: by collaboration")
    heading = "Over the spending review (£)"
    planned = _amount(sheet, sheet.row("Savings planned"), heading)
    return Mark("more than planned", sheet.name, sheet.put(row, heading, planned + 1000))


@on_grid("OC01", "organised_crime")
def more_met_than_mapped(grid: Grid) -> Mark:
    """More groups met with a full response than mapped."""
    sheet = grid.sheet("Response")
    row = sheet.row("Groups with a full operational response")
    mapped = _amount(sheet, sheet.row("Groups mapped"), "Value")
    return Mark("more than mapped", sheet.name, sheet.put(row, "Value", mapped + 1))


def _amount(sheet: GridSheet, row: int, heading: str) -> float:
    cell = sheet.cell(row, heading)
    return cell if isinstance(cell, int | float) else 0.0


def _put(sheet: GridSheet, row: int, heading: str, more: float) -> Mark:
    amount = round(_amount(sheet, row, heading) + more, 2)
    return Mark(str(amount), sheet.name, sheet.put(row, heading, amount))
