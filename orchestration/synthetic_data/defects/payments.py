"""Defects of published lists of payments: a sheet a month, made up for a force. PL01, R51, R52, S51 and S52.

In scope: small lists of a year before those of the set. Out of scope: invoice lines of the set
(`synthetic_data.procurement`).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable

from orchestration.synthetic_data.defects.grid import Grid, GridSheet, address, grid_bytes
from orchestration.synthetic_data.defects.registry import Mark, Original, Outcome, on_file
from orchestration.synthetic_data.filled import source_note

_BASE = "procurement_spend"
_START = 2019
_HEADINGS = ("Category", "Payment date", "Amount", "Supplier")
_OF_ONE_SENDER = ("Expenditure Category", "Date", "Total Invoice Amount", "SUPPLIER FINAL")
_TITLE = "Illustrative list of payments"


def _in_a_list(rule_id: str, force: str = "") -> Callable[[Callable[[Grid], Mark]], Callable[[Grid], Mark]]:
    """Register a function that plants a defect in a list of twelve months, which is sent along."""

    def register(change: Callable[[Grid], Mark]) -> Callable[[Grid], Mark]:
        def plant(original: Original) -> Outcome:
            grid = Grid([_month(number) for number in range(12)])
            mark = change(grid)
            whose = f"{force}_{_START}-{_START % 100 + 1}" if force else str(_START)
            name = f"published_spend_{whose}.xlsx"
            content = grid_bytes(grid)
            note = source_note(_TITLE, f"{_START + 1}-03-31", content)
            return Outcome(((name, content),), ((name, mark),), keeps_clean=True, notes=((name, note),))

        plant.__name__ = change.__name__
        on_file(rule_id, _BASE, adds_a_file=True)(plant)
        return change

    return register


def _month(number: int) -> GridSheet:
    """Three payments of a month, April being month 0."""
    paid = datetime.date(_START + (number > 8), (number + 3) % 12 + 1, 14)
    return GridSheet(
        f"{paid:%b %y}",
        [
            [*_HEADINGS],
            ["Vehicle hire", paid, 538.44, "Example Supplier 1 Ltd"],
            ["Vehicle hire", paid, 538.44, "Example Supplier 1 Ltd"],
            ["Computer software", paid, 1000.07 + number, "Example Supplier 2 Ltd"],
        ],
    )


@_in_a_list("PL01", "kent")
def payment_to_nobody(grid: Grid) -> Mark:
    """A payment without a supplier."""
    sheet = grid.sheets[0]
    return Mark("no supplier", sheet.name, sheet.put(2, "Supplier", None))


@_in_a_list("R51")
def list_of_nobody(grid: Grid) -> Mark:
    """A list that does not name its force, in the layout of one sender."""
    for sheet in grid.sheets:
        sheet.rows[0] = [*_OF_ONE_SENDER]
    return Mark("headings of one sender")


@_in_a_list("R52", "essex")
def month_missing(grid: Grid) -> Mark:
    """A year without its last month."""
    del grid.sheets[-1]
    return Mark("no sheet for March")


@_in_a_list("S51", "surrey")
def column_of_ones_own(grid: Grid) -> Mark:
    """A column of VAT on one sheet."""
    sheet = grid.sheets[0]
    for index, row in enumerate(sheet.rows):
        row.append(12.5 if index else "VAT")
    return Mark("a column headed VAT", sheet.name, address(0, len(_HEADINGS)))


@_in_a_list("S52", "sussex")
def month_twice(grid: Grid) -> Mark:
    """A month that is there twice."""
    again = _month(0)
    grid.sheets.append(again)
    again.name = f"April {_START}"
    return Mark("the lines of April a second time", again.name)
