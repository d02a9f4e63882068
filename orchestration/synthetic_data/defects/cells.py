"""Defects of single cells: the C codes, and V codes for values that cannot be right.

In scope: cells written the way people write them. Out of scope: the sheet About (`defects.submissions`).
"""

from __future__ import annotations

import datetime
from dataclasses import replace

from orchestration.synthetic_data.defects.grid import Cell, Formula, Grid, GridSheet, Shown, address
from orchestration.synthetic_data.defects.registry import Mark, on_grid

_WORKFORCE, _EXPENDITURE, _SAVINGS = "workforce", "expenditure", "savings_requirement"
_CRIME, _SPEND, _REGISTER = "organised_crime", "procurement_spend", "collaboration_register"
_SPECIALS = "Special constables (people)"
_AS_AT, _INVOICED = "As at", "Invoice date"
_FIRST, _SECOND, _THIRD = 1, 2, 3
_MONTHS, _APRIL = 12, 4
_DATED = 25  # lines with a date, where most have none: so few are in question
_EXCEL_EPOCH = datetime.date(1899, 12, 30)


@on_grid("C01", _EXPENDITURE)
def thousands_separators(grid: Grid) -> Mark:
    """A number as text with commas."""
    return _rewritten(grid.table, _FIRST, "Gross expenditure (£)", "{:,.2f}")


@on_grid("C02", _EXPENDITURE)
def pound_sign(grid: Grid) -> Mark:
    """A number as text with a pound sign."""
    return _rewritten(grid.table, _FIRST, "Premises (£)", "£{:.2f}")


@on_grid("C03", _SPEND)
def brackets(grid: Grid) -> Mark:
    """A credit in brackets."""
    return _rewritten(grid.table, _FIRST, "Amount (£)", "({:.2f})")


@on_grid("C04", _WORKFORCE)
def signs_for_missing(grid: Grid) -> list[Mark]:
    """Three signs for a figure that is missing."""
    sheet = grid.table
    sheet.put(_THIRD, _SPECIALS, "*")
    # Cells of a column are told together, the first of each kind of missing by its place: * is of the kind of the dots.
    return [_put(sheet, _FIRST, _SPECIALS, "..", note="and * two rows below"), _put(sheet, _SECOND, _SPECIALS, "n/a")]


@on_grid("V03", _WORKFORCE)
def per_cent_as_text(grid: Grid) -> Mark:
    """A percentage as text where a number of people is wanted: it says nothing that could be kept as one."""
    return _put(grid.table, _FIRST, "Police staff (FTE)", "12%")


@on_grid("C05", _WORKFORCE)
def per_cent_as_format(grid: Grid) -> Mark:
    """A number that is shown as a percentage."""
    return _put(grid.table, _FIRST, "Police staff (FTE)", Shown(0.12, "0%"))


@on_grid("C06", _WORKFORCE, _EXPENDITURE)
def error_value(grid: Grid) -> Mark:
    """A formula that ends in an error."""
    heading = str(grid.table.rows[0][2])
    return _put(grid.table, _SECOND, heading, Formula("=NA()", "#N/A"), written="#N/A")


@on_grid("C07", _WORKFORCE, _EXPENDITURE)
def formula_without_result(grid: Grid) -> Mark:
    """A formula that no spreadsheet ever calculated."""
    heading = str(grid.table.rows[0][2])
    return _put(grid.table, _SECOND, heading, Formula("=B3*2", ""), written="=B3*2 without a result")


@on_grid("C08", _EXPENDITURE)
def hard_space(grid: Grid) -> Mark:
    """A number as text that ends in a space that does not break."""
    return _rewritten(grid.table, _FIRST, "Transport (£)", "{:.2f}\u00a0")


@on_grid("C09", _CRIME)
def date_as_text(grid: Grid) -> Mark:
    """A date as text, day first."""
    return _put(grid.sheet("Response"), _FIRST, _AS_AT, _year_end(grid).strftime("%d/%m/%Y"))


@on_grid("C10", _CRIME)
def date_as_serial(grid: Grid) -> Mark:
    """The number a spreadsheet keeps for a date, without the format of a date."""
    return _put(grid.sheet("Response"), _FIRST, _AS_AT, (_year_end(grid) - _EXCEL_EPOCH).days)


@on_grid("C11", _CRIME)
def counts_from_1904(grid: Grid) -> Mark:
    """A workbook of an old Mac."""
    grid.counts_from_1904 = True
    return Mark("dates counted from 1904")


@on_grid("C12", _CRIME)
def date_of_two_readings(grid: Grid) -> Mark:
    """A date that could be two days."""
    return _put(grid.sheet("Response"), _FIRST, _AS_AT, f"03/04/{_year_end(grid).year}")


@on_grid("C41", _CRIME)
def date_with_time(grid: Grid) -> Mark:
    """A date with a time of day, as databases write it."""
    return _put(grid.sheet("Response"), _FIRST, _AS_AT, f"{_year_end(grid)} 14:35:00")


@on_grid("C42", _SPEND)
def date_month_first(grid: Grid) -> Mark:
    """A date that can only be read month first."""
    return _put(grid.table, _FIRST, _INVOICED, f"05/13/{_first_year(grid)}")


@on_grid("C43", _SPEND)
def dates_in_two_orders(grid: Grid) -> Mark:
    """Two dates of one column, each of which can only be read in another order."""
    year = _first_year(grid)
    grid.table.put(_SECOND, _INVOICED, f"13/05/{year}")
    return replace(_put(grid.table, _FIRST, _INVOICED, f"05/13/{year}"), also=("C09",))


@on_grid("C45", _SPEND)
def day_and_month_exchanged(grid: Grid) -> Mark:
    """What a spreadsheet set to another country makes of days first: it exchanges those it can, and leaves the rest."""
    sheet, position = grid.table, grid.table.column(_INVOICED)
    first = 0
    for row in range(_FIRST, len(sheet.rows)):
        day = sheet.rows[row][position]
        if row > _DATED:
            sheet.rows[row][position] = None
        elif isinstance(day, datetime.date) and day.day > _MONTHS:
            sheet.rows[row][position] = day.strftime("%d/%m/%Y")
        elif isinstance(day, datetime.date):
            # One that would leave the year by it is of a day that cannot: the same number as its month.
            stays = (day.day >= _APRIL) == (day.month >= _APRIL)
            exchanged = (day.day, day.month) if stays else (day.month, day.month)
            sheet.rows[row][position] = datetime.date(day.year, *exchanged)
            first = first or (row if stays and day.day != day.month else 0)
    return Mark("day and month exchanged", sheet.name, address(first, position), also=("C09",))


@on_grid("C44", _SPEND)
def date_of_another_year(grid: Grid) -> Mark:
    """A date that is not of the return's year."""
    return _put(grid.table, _SECOND, _INVOICED, datetime.date(_first_year(grid) - 1, 5, 13))


@on_grid("C13", _SPEND)
def leading_zero_lost(grid: Grid) -> Mark:
    """A company number that a spreadsheet took for a number."""
    return _put(grid.table, _FIRST, "Company number", 1234567)


@on_grid("C14", _SPEND)
def too_many_digits(grid: Grid) -> Mark:
    """A reference with more digits than a spreadsheet keeps."""
    return _put(grid.table, _SECOND, "Contract reference", 12345678901234567890.0)


@on_grid("C15", _WORKFORCE)
def dash(grid: Grid) -> Mark:
    """A dash that may mean nil or not known."""
    return _put(grid.table, _FIRST, _SPECIALS, "-")


@on_grid("C18", _CRIME)
def code_in_capitals(grid: Grid) -> Mark:
    """A code written with other capital letters."""
    return _put(grid.sheet("Functionality"), _FIRST, "Assessment", "Not_Met")


@on_grid("C22", _EXPENDITURE)
def provisional_figure(grid: Grid) -> Mark:
    """A number with the mark of a provisional figure behind it."""
    return _rewritten(grid.table, _FIRST, "Transport (£)", "{:.2f} [p]")


@on_grid("V01", _SAVINGS)
def value_missing(grid: Grid) -> Mark:
    """An empty cell where every row must hold a value."""
    return _put(grid.table, _SECOND, "Over the spending review (£)", None, written="nothing")


@on_grid("V02", _CRIME)
def unknown_code(grid: Grid) -> Mark:
    """A word that is not one of the codes."""
    return _put(grid.sheet("Functionality"), _FIRST, "Assessment", "nearly there")


@on_grid("V02", _WORKFORCE, _EXPENDITURE)
def unknown_heading(grid: Grid) -> Mark:
    """A heading of one's own."""
    return _put(grid.table, _SECOND, "POA heading", "Mounted band")


@on_grid("V03", _WORKFORCE)
def words_for_a_number(grid: Grid) -> Mark:
    """Words where a number is wanted."""
    return _put(grid.table, _FIRST, "PCSOs (FTE)", "about twenty")


@on_grid("V04", _WORKFORCE)
def negative_number(grid: Grid) -> Mark:
    """Fewer than no people."""
    return _put(grid.table, _FIRST, _SPECIALS, -5)


@on_grid("V05", _CRIME)
def no_date(grid: Grid) -> Mark:
    """Words where a date is wanted."""
    return _put(grid.sheet("Response"), _FIRST, _AS_AT, "spring")


@on_grid("V06", _REGISTER, needs_rows="benefits")
def no_financial_year(grid: Grid) -> Mark:
    """A span of years."""
    return _put(grid.sheet("Benefits"), _FIRST, "Financial year", "2012 to 2015")


@on_grid("OC02", _CRIME)
def activity_without_response(grid: Grid) -> Mark:
    """Activity that is met, and no group with a full response."""
    _put(grid.sheet("Response"), _SECOND, "Value", 0)
    return _assessed(grid, _THIRD)


@on_grid("OC03", _CRIME)
def threats_without_groups(grid: Grid) -> Mark:
    """Threats that are identified, and no group mapped."""
    for row in (_FIRST, _SECOND):
        _put(grid.sheet("Response"), row, "Value", 0)
    return _assessed(grid, _FIRST)


@on_grid("PS01", _SPEND)
def contract_without_reference(grid: Grid) -> Mark:
    """A line bought through a contract that is not named."""
    _put(grid.table, _FIRST, "Contract route", "national")
    return _put(grid.table, _FIRST, "Contract reference", None)


@on_grid("C24", _SPEND)
def redacted_supplier(grid: Grid) -> Mark:
    """A supplier whose name is withheld; the finding is about the column."""
    return replace(_put(grid.table, _FIRST, "Supplier", "REDACTED"), cell=None)


@on_grid("C46", _SPEND)
def garbled_letters(grid: Grid) -> Mark:
    """A name whose letters were read in another encoding than they were written in."""
    return _put(grid.table, _SECOND, "Supplier", "CafÃ© Example Ltd")


def _assessed(grid: Grid, met: int) -> Mark:
    """One criterion met, the others not."""
    sheet = grid.sheet("Functionality")
    for row in (_FIRST, _SECOND, _THIRD):
        _put(sheet, row, "Assessment", "not_met")
    return _put(sheet, met, "Assessment", "met", note="because of the figures of the sheet Response")


def _put(
    sheet: GridSheet,
    row: int,
    heading: str,
    cell: Cell,
    written: str | None = None,
    note: str = "",
) -> Mark:
    place = sheet.put(row, heading, cell)
    return Mark(written or str(cell.number if isinstance(cell, Shown) else cell), sheet.name, place, note)


def _rewritten(sheet: GridSheet, row: int, heading: str, pattern: str) -> Mark:
    """Write the number that stands in a cell as text of that pattern, so that its value stays the same."""
    number = sheet.cell(row, heading)
    if not isinstance(number, int | float):
        raise TypeError(f"{sheet.name}, {heading}: {number!r} is not a number to write as text")
    return _put(sheet, row, heading, pattern.format(abs(number)))


def _first_year(grid: Grid) -> int:
    """The calendar year in which the financial year of a list of invoices begins."""
    day = grid.table.cell(_THIRD, _INVOICED)
    if not isinstance(day, datetime.date):
        raise TypeError(f"{day!r} is not the date of the clean file")
    return day.year if day.month >= _APRIL else day.year - 1


def _year_end(grid: Grid) -> datetime.date:
    end = grid.sheet("Response").cell(_FIRST, _AS_AT)
    if not isinstance(end, datetime.date):
        raise TypeError(f"{end!r} is not the date of the clean file")
    return end
