"""Defects that a comparison of a force's returns finds, with each other or with the year before: the XR and XY codes.

In scope: returns that are sent along in pairs, so that nothing else differs. Out of scope: national tables
(`defects.national_tables`), figures of one file (`defects.sums`).
"""

from __future__ import annotations

from dataclasses import replace

from orchestration.synthetic_data.defects.grid import grid_bytes, grid_of
from orchestration.synthetic_data.defects.registry import Mark, Original, Outcome, on_file
from orchestration.synthetic_data.defects.sent_along import (
    ANY,
    HEADING,
    Row,
    cell_of,
    changed,
    content_of,
    sent_along,
)
from orchestration.synthetic_data.filled import FilledReturn

_TOP, _BOTH_YEARS = "Road policing", ("2013/14", "2014/15")


def _sent(original: Original, marked: FilledReturn, mark: Mark, *others: FilledReturn) -> Outcome:
    files = tuple((each.file_name, content_of(each, original)) for each in (*others, marked))
    return Outcome(files, ((marked.file_name, mark),), keeps_clean=True)


@on_file("XR01", ANY, adds_a_file=True)
def pay_of_ten_times_as_many(original: Original) -> Outcome:
    """Pay of officers ten times too high, all sums being right."""
    spent = sent_along(original, 14, _BOTH_YEARS[0], "expenditure", "estimate")
    bad = changed(spent, _TOP, lambda row: _dearer(row, "police_officer_pay_gbp", 9))
    place = cell_of(bad, original, _TOP, "Police officer pay (£)")
    workers = sent_along(original, 14, _BOTH_YEARS[0], "workforce")
    return _sent(original, bad, Mark("ten times the pay", *place), workers)


@on_file("XR03", ANY, adds_a_file=True)
def pay_of_no_one(original: Original) -> Outcome:
    """A heading with pay, and no one on the workforce return."""
    spent = sent_along(original, 15, _BOTH_YEARS[0], "expenditure", "estimate")
    workers = sent_along(original, 15, _BOTH_YEARS[0], "workforce")
    nobody = changed(workers, _TOP, lambda row: {name: row[name] if name == HEADING else 0 for name in row})
    mark = Mark("no one in the workforce return", *cell_of(spent, original, _TOP, "Police officer pay (£)"))
    return _sent(original, spent, mark, nobody)


@on_file("XR04", ANY, adds_a_file=True)
def invoices_of_three_years(original: Original) -> Outcome:
    """Invoices of three times what was spent on other things than people."""
    bought = sent_along(original, 16, _BOTH_YEARS[0], "procurement_spend")
    lines = [{**line, "amount_gbp": round(3 * _number(line, "amount_gbp"), 2)} for line in bought.rows["lines"]]
    spent = sent_along(original, 16, _BOTH_YEARS[0], "expenditure", "outturn")
    return _sent(original, replace(bought, rows={"lines": lines}), Mark("three times the amounts"), spent)


@on_file("R11", ANY, adds_a_file=True)
def thousands_of_pounds(original: Original) -> Outcome:
    """Every amount in thousands of pounds, after a year in pounds."""
    before, spent = (sent_along(original, 28, year, "expenditure", "estimate") for year in _BOTH_YEARS)
    grid = grid_of(spent, original.settings.seeds)
    sheet = grid.table
    for row in sheet.rows[1:]:
        row[1:] = [round(cell / 1000, 5) if isinstance(cell, int | float) else cell for cell in row[1:]]
    files = ((before.file_name, content_of(before, original)), (spent.file_name, grid_bytes(grid)))
    mark = Mark("all amounts divided by 1,000", sheet.name, also=("R34", "XY01"))
    return Outcome(files, ((spent.file_name, mark),), keeps_clean=True)


@on_file("XY01", ANY, adds_a_file=True)
def ten_million_more(original: Original) -> Outcome:
    """Ten million pounds more than in the year before, all sums being right."""
    before, spent = (sent_along(original, 17, year, "expenditure", "estimate") for year in _BOTH_YEARS)
    bad = changed(spent, _TOP, lambda row: _dearer(row, "supplies_and_services_gbp", add=10_000_000))
    mark = Mark("10,000,000 more", *cell_of(bad, original, _TOP, "Net revenue expenditure (£)"))
    return _sent(original, bad, mark, before)


@on_file("XY02", ANY, adds_a_file=True)
def heading_no_longer_reported(original: Original) -> Outcome:
    """A heading of the year before that is not reported."""
    before, spent = (sent_along(original, 18, year, "expenditure", "estimate") for year in _BOTH_YEARS)
    return _sent(original, changed(spent, _TOP, lambda row: None), Mark(f"{_TOP} left out", also=("R32",)), before)


@on_file("XY03", ANY, adds_a_file=True)
def three_times_the_staff(original: Original) -> Outcome:
    """A heading with three times the officers of the year before."""
    before, workers = (sent_along(original, 19, year, "workforce") for year in _BOTH_YEARS)
    bad = changed(workers, _TOP, lambda row: _more_officers(row, 3))
    sheet = grid_of(bad, original.settings.seeds).table
    return _sent(original, bad, Mark("three times the officers", sheet.name), before)


@on_file("XY04", ANY, adds_a_file=True)
def a_quarter_more_officers(original: Original) -> Outcome:
    """A quarter more officers under every heading."""
    before, workers = (sent_along(original, 20, year, "workforce") for year in _BOTH_YEARS)
    rows = [_more_officers(row, 1.25) for row in workers.rows["functions"]]
    return _sent(original, replace(workers, rows={"functions": rows}), Mark("a quarter more officers"), before)


@on_file("XY05", ANY, adds_a_file=True)
def workers_no_longer_reported(original: Original) -> Outcome:
    """A heading of the year before with nobody in it."""
    before, workers = (sent_along(original, 21, year, "workforce") for year in _BOTH_YEARS)
    return _sent(original, changed(workers, _TOP, lambda row: None), Mark(f"{_TOP} left out", also=("R32",)), before)


def _number(row: Row, column: str) -> float:
    cell = row[column]
    return cell if isinstance(cell, int | float) else 0.0


def _dearer(row: Row, column: str, times: float = 0.0, add: float = 0.0) -> Row:
    """The row with more in a column and in the sums above it."""
    more = _number(row, column) * times + add
    columns = (column, "gross_expenditure_gbp", "net_revenue_expenditure_gbp")
    return {**row, **{each: round(_number(row, each) + more, 2) for each in columns}}


def _more_officers(row: Row, times: float) -> Row:
    columns = ("police_officer_fte", "police_officer_headcount")
    return {**row, **{each: round(_number(row, each) * times) for each in columns}}
