"""Defects of registers that a comparison finds: with the day, with the order of events, with another register.

In scope: small registers of one made-up venture, alone or two of the same. Out of scope: what one file shows by itself
(`defects.registers`).
"""

from __future__ import annotations

from collections.abc import Callable

from orchestration.synthetic_data.defects.grid import Cell, Grid, GridSheet, grid_bytes
from orchestration.synthetic_data.defects.registers import in_a_register, put, small_register
from orchestration.synthetic_data.defects.registry import Mark, Original, Outcome, on_file
from orchestration.synthetic_data.filled import REGISTER

_FIRST = 1
_COST = "Made up: it cost too much"

TwoMarks = tuple[Mark | None, Mark | None]


def _in_two_registers(rule_id: str) -> Callable[[Callable[[Grid, Grid], TwoMarks]], Callable[[Grid, Grid], TwoMarks]]:
    """Register a function that plants a defect in two registers of one venture, which come one after the other."""

    def register(change: Callable[[Grid, Grid], TwoMarks]) -> Callable[[Grid, Grid], TwoMarks]:
        def plant(original: Original) -> Outcome:
            both = [small_register(original.filled, rule_id, copy) for copy in ("a", "b")]
            grids = [original.grid(filled) for filled in both]
            marks = change(*grids)
            named = [(filled.file_name, mark) for filled, mark in zip(both, marks, strict=True) if mark]
            files = tuple((filled.file_name, grid_bytes(grid)) for filled, grid in zip(both, grids, strict=True))
            return Outcome(files, tuple(named), keeps_clean=True)

        plant.__name__ = change.__name__
        on_file(rule_id, REGISTER, adds_a_file=True)(plant)
        return change

    return register


@in_a_register("CR10")
def review_gone_by(grid: Grid) -> Mark:
    """A live agreement whose review was due years ago."""
    return put(grid.sheet("Agreements"), _FIRST, "Review date", "2016")


@in_a_register("CR11")
def end_gone_by(grid: Grid) -> Mark:
    """A live agreement that ended years ago."""
    return put(grid.sheet("Agreements"), _FIRST, "End date", "2018")


@in_a_register("CR20")
def started_after_the_end(grid: Grid) -> Mark:
    """An agreement that starts after it ended."""
    return _life(grid, "commenced 2014-04", "ended 2016", "commenced 2018")


@in_a_register("CR21")
def approved_before_the_case(grid: Grid) -> Mark:
    """An approval before the first case."""
    return _life(grid, "approved 2013-01", "full_business_case 2014-01")


@in_a_register("CR22")
def ended_twice(grid: Grid) -> Mark:
    """An agreement that ends twice."""
    return _life(grid, "commenced 2014-04", "ended 2016", "ended 2017")


@in_a_register("CR23")
def renewed_after_the_end(grid: Grid) -> Mark:
    """An agreement that is renewed after it ended."""
    return _life(grid, "ended 2016", "renewed 2017")


@in_a_register("CR24")
def notice_after_the_end(grid: Grid) -> Mark:
    """Notice given after the end."""
    return _life(grid, "ended 2016", "notice_given 2017")


@in_a_register("CR26")
def not_progressed_after_the_start(grid: Grid) -> Mark:
    """An agreement that is not progressed after it started."""
    return _life(grid, "commenced 2014-04", "not_progressed 2016")


@in_a_register("CR25")
def lead_has_left(grid: Grid) -> Mark:
    """The lead of a live agreement has left."""
    parties = grid.sheet("Parties")
    parties.put(_FIRST, "Reason", _COST)
    return put(parties, _FIRST, "Left", "2017")


@in_a_register("CR32")
def saving_after_the_end(grid: Grid) -> Mark:
    """A saving in a year after the end."""
    agreements = grid.sheet("Agreements")
    agreements.put(_FIRST, "Stage", "ended")
    agreements.put(_FIRST, "Reason for stage", _COST)
    agreements.put(_FIRST, "End date", "2016-03-31")
    grid.sheet("Costs").put(_FIRST, "Kind", "exit")
    return put(grid.sheet("Benefits"), _FIRST, "Financial year", "2017/18")


@in_a_register("CR34")
def case_differs_from_its_rows(grid: Grid) -> Mark:
    """A business case with twice the saving of its rows."""
    sheet = grid.sheet("Business cases")
    _add(
        sheet,
        {
            "Case id": "illustrative-case", "Agreement id": grid.sheet("Agreements").cell(_FIRST, "Agreement id"),
            "Force": "Kent", "Function": "Joint unit", "Case stage": "approved", "Approved": "2014-01",
            "Appraisal period (years)": 10, "Source document": "illustrative-national-set", "Source place": "made up",
        },
    )  # fmt: skip
    return put(sheet, _FIRST, "Saving forecast (£)", 40_000)


@in_a_register("CR35")
def amounts_without_a_basis(grid: Grid) -> Mark:
    """Recurrent amounts that do not show whether they are new or the whole saving of the year."""
    sheet = grid.sheet("Benefits")
    sheet.put(_FIRST, "Amount is", None)
    return Mark(
        "nothing under Amount is", sheet.name, sheet.put(_FIRST, "Forecast (£)", 20_000), "because of Amount is"
    )


@_in_two_registers("CR31")
def one_cost_under_two_kinds(first: Grid, second: Grid) -> TwoMarks:
    """One cost that two registers list under two kinds."""
    cell = second.sheet("Costs").put(_FIRST, "Kind", "budget")
    note = "because of the other register"
    return Mark("running", "Costs", cell, note), Mark("budget", "Costs", cell)


@_in_two_registers("XS01")
def two_titles(first: Grid, second: Grid) -> TwoMarks:
    """One agreement under two titles."""
    cell = first.sheet("Agreements").put(_FIRST, "Title", "Joint unit under its first name")
    put(second.sheet("Agreements"), _FIRST, "Title", "Joint unit under its second name")
    return Mark("its first name", "Agreements", cell), Mark("its second name", "Agreements", cell)


@_in_two_registers("CR30")
def twin_in_doubt(first: Grid, second: Grid) -> TwoMarks:
    """An agreement of the same forces and function under another id and a title in other words."""
    for grid, key, title in (
        (first, "illustrative-aviary", "Joint aviary"),
        (second, "illustrative-birds", "Alliance for birds of prey"),
    ):
        for name in ("Contributions", "Events", "Benefits", "Costs"):
            del grid.sheet(name).rows[_FIRST:]
        for sheet in grid.sheets[1:]:
            for row in range(_FIRST, len(sheet.rows)):
                sheet.put(row, "Agreement id", key)
        grid.sheet("Agreements").put(_FIRST, "Title", title)
        cited = {"Source document": "illustrative-national-set", "Source place": "made up"}
        _add(grid.sheet("Functions"), {"Agreement id": key, "Function": "Birds", "POA heading": "Forensic", **cited})
    sheet = second.sheet("Agreements")
    second.about.put(second.about.row("Register"), "Value", "Illustrative register: a twin in doubt")
    return None, Mark("a title in other words", sheet.name, sheet.put(_FIRST, "Title", "Alliance for birds of prey"))


def _life(grid: Grid, *events: str) -> Mark:
    """Give the agreement a life, and no money: the last event is the one that cannot be."""
    for name in ("Contributions", "Benefits", "Costs"):
        del grid.sheet(name).rows[_FIRST:]
    sheet = grid.sheet("Events")
    del sheet.rows[_FIRST:]
    key = grid.sheet("Agreements").cell(_FIRST, "Agreement id")
    for number, event in enumerate(events, start=1):
        name, _, date = event.partition(" ")
        _add(
            sheet,
            {
                "Agreement id": key, "Sequence": number, "Event": name, "Date": date, "Reason": _COST,
                "Source document": "illustrative-national-set", "Source place": "made up",
            },
        )  # fmt: skip
    last = len(events)
    return put(sheet, last, "Event", events[-1].partition(" ")[0])


def _add(sheet: GridSheet, cells: dict[str, Cell]) -> None:
    """Add a row with cells by heading."""
    sheet.rows.append([None for _ in sheet.rows[0]])
    for heading, cell in cells.items():
        sheet.put(len(sheet.rows) - 1, heading, cell)
