"""Defects of national tables, and returns that differ from one: R12, HW, AL, PF, S20 to S24, XR02 and XR05 to XR07.

In scope: small made-up tables in the layouts of their publishers, of years before those of the set. Out of scope: real
tables, and forces' returns compared with each other (`defects.compared`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

from orchestration.returns.reference_lists import read_reference_lists
from orchestration.synthetic_data.defects.grid import Cell, Grid, GridSheet, address, grid_bytes
from orchestration.synthetic_data.defects.registry import Mark, Original, Outcome, on_file
from orchestration.synthetic_data.defects.sent_along import ANY, cell_of, content_of, figures_of, sent_along
from orchestration.synthetic_data.filled import FilledReturn, source_note

_TOP, _OFFICERS = "Road policing", "Police officers (FTE)"
_TITLE = "Illustrative national table"
_LINES = ("TOTAL LOCAL POLICING*", "Human Resources", "Fleet Services", "TOTAL ROAD POLICING")
_VFM_SHEETS = ("10_NRE", "8_GRE", "9_Earned_Income")
_HEADINGS_IN_ROW = 4
_OUT_BY = 1.5

Rows = list[list[Cell]]


def _forces(original: Original) -> list[str]:
    lists = read_reference_lists(original.settings.seeds)
    return sorted(force.name for force in lists.forces.values())


def _sent(name: str, content: bytes, mark: Mark, edition: str) -> Outcome:
    """A table that is sent along, with the note that it is made up."""
    return Outcome(((name, content),), ((name, mark),), True, ((name, source_note(_TITLE, edition, content)),))


def _with_return(table: Outcome, filled: FilledReturn, original: Original, mark: Mark) -> Outcome:
    """The table, and a return that differs from it."""
    file = (filled.file_name, content_of(filled, original))
    return Outcome((*table.files, file), ((filled.file_name, mark),), True, table.notes)


def _text(rows: Sequence[Sequence[Cell]]) -> bytes:
    content = io.StringIO()
    csv.writer(content, lineterminator="\n").writerows([["" if cell is None else cell for cell in row] for row in rows])
    return content.getvalue().encode()


# The Home Office's table of the workforce


def _workforce_table(original: Original, year: int, change: Callable[[Rows], None] = lambda rows: None) -> bytes:
    """One row of officers per force, as many as the figures of the set have."""
    headings = [
        "As at 31 March...", "Geo code", "Force Name", "Region", "Sex", "Rank description", "Worker type",
        "Total (headcount)", "Total (FTE)",
    ]  # fmt: skip
    national = figures_of(original.settings, original.seed, f"{year - 1}/{year % 100:02d}")
    rows: Rows = [
        [year, "E23000000", size.name, size.region, "Male", "Constable", "Police Officer",
         size.fte["police_officer"] // 100 + 1, size.fte["police_officer"] / 100]
        for size in sorted(national.sizes, key=lambda size: size.name)
    ]  # fmt: skip
    change(rows)
    return grid_bytes(Grid([GridSheet("Data", [[*headings], *rows]), GridSheet("Notes", [["Made up"]])]))


def _workforce_name(year: int) -> str:
    return f"police-workforce-open-data-{year}-07-01.xlsx"


@on_file("HW01", ANY, adds_a_file=True)
def more_equivalents_than_people(original: Original) -> Outcome:
    """More full-time equivalents than people in the first row."""

    def change(rows: Rows) -> None:
        rows[0][7] = 10

    content = _workforce_table(original, 2009, change)
    return _sent(_workforce_name(2009), content, Mark("ten people", "Data", "I2"), "2009-07-01")


@on_file("HW02", ANY, adds_a_file=True)
def equivalents_missing(original: Original) -> Outcome:
    """No full-time equivalents in the second row."""

    def change(rows: Rows) -> None:
        rows[1][8] = "N/A"

    content = _workforce_table(original, 2010, change)
    return _sent(_workforce_name(2010), content, Mark("N/A", "Data", "I3", also=("C04",)), "2010-07-01")


@on_file("XR02", ANY, adds_a_file=True)
def fewer_officers_than_published(original: Original) -> Outcome:
    """A return with two thirds of the officers of the Home Office's table."""
    filled = sent_along(original, 22, "2011/12", "workforce")

    def change(rows: Rows) -> None:
        for row in rows:
            if row[2] == filled.force_name:
                row[7], row[8] = (round(float(str(row[at])) * _OUT_BY) for at in (7, 8))

    table = _sent(_workforce_name(2012), _workforce_table(original, 2012, change), Mark(""), "2012-07-01")
    return _with_return(table, filled, original, Mark("two thirds of the published officers"))


# Other tables of one row per force


def _funding(original: Original, year: int) -> Rows:
    names = ["force", "formula_grant_gbp", "precept_gbp", f"officer_fte_31mar{year}", "precept_status"]
    rows: Rows = [
        [force, 100_000_000 + at, 90_000_000 + at, 1000.5, "as published"] for at, force in enumerate(_forces(original))
    ]
    return [[*names], *rows]


@on_file("PF01", ANY, adds_a_file=True)
def precept_not_published(original: Original) -> Outcome:
    """A precept that somebody derived."""
    rows = _funding(original, 2015)
    rows[2][4] = "derived by subtraction"
    return _sent("police_funding_2015_16.csv", _text(rows), Mark("derived by subtraction", None, "E3"), "2015/16")


@on_file("R12", ANY, adds_a_file=True)
def force_missing(original: Original) -> Outcome:
    """A table without its last force."""
    rows = _funding(original, 2016)
    return _sent("police_funding_2016_17.csv", _text(rows[:-1]), Mark(f"no row for {rows[-1][0]}"), "2016/17")


@on_file("AL01", ANY, adds_a_file=True)
def authority_twice(original: Original) -> Outcome:
    """A lookup that lists one local authority twice."""
    rows: Rows = [["LAD15CD", "LAD15NM", "CSP15CD", "CSP15NM", "PFA15CD", "PFA15NM", "FID"]]
    with _force_list(original.settings.seeds).open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=1):
            code = f"E0600{max(number, 2):04d}"  # the first two are the same
            named = f"Example {max(number, 2)}"
            rows.append([code, named, f"E2200{number:04d}", named, row["pfa_code"], row["force_name"], number])
    return _sent("area_lookup_illustrative.csv", _text(rows), Mark("one authority twice"), "2015-12")


def _force_list(seeds: Path) -> Path:
    return seeds / "reference" / "forces.csv"


# Value for money data


def _vfm(original: Original, year: int, change: Callable[[Grid], None] = lambda grid: None) -> bytes:
    """The workbook of an edition: a sheet per kind of amount, forces across, thousands of pounds."""
    forces = _forces(original)
    rows: Rows = [[line, *(5000 + 10 * at for at in range(len(forces)))] for line in _LINES]
    sheets = [
        GridSheet(name, [["POA, £000s"], [], ["POA category", *forces], *[[*row] for row in rows]], heading_row=2)
        for name in _VFM_SHEETS
    ]
    notes = [["Notes on the data"], [f"{year}/{(year + 1) % 100:02d} estimates of POA data, made up"]]
    grid = Grid([GridSheet("Notes_and_sources", [[*row] for row in notes]), *sheets])
    change(grid)
    return grid_bytes(grid)


def _of_vfm(original: Original, year: int, change: Callable[[Grid], None], mark: Mark) -> Outcome:
    return _sent(f"value_for_money_poa_{year}.xlsx", _vfm(original, year, change), mark, str(year))


@on_file("S20", ANY, adds_a_file=True)
def sheet_without_lines(original: Original) -> Outcome:
    """A sheet with forces and no line below them."""

    def change(grid: Grid) -> None:
        del grid.table.rows[3:]

    return _of_vfm(original, 2015, change, Mark("no lines", _VFM_SHEETS[0]))


@on_file("S21", ANY, adds_a_file=True)
def force_twice(original: Original) -> Outcome:
    """A force that stands twice on a sheet."""
    forces = _forces(original)
    column: list[Cell] = [forces[0], 1, 2, 3, 4]

    def change(grid: Grid) -> None:
        for row, cell in zip(grid.table.rows[2:], column, strict=True):
            row.append(cell)

    mark = Mark(forces[0], _VFM_SHEETS[0], address(2, len(forces) + 1))
    return _of_vfm(original, 2016, change, mark)


@on_file("S22", ANY, adds_a_file=True)
def force_missing_from_a_sheet(original: Original) -> Outcome:
    """A force that is missing from one of the sheets."""

    def change(grid: Grid) -> None:
        for row in grid.table.rows[2:]:
            del row[1]

    return _of_vfm(original, 2018, change, Mark(f"no column for {_forces(original)[0]}", _VFM_SHEETS[0]))


@on_file("S23", ANY, adds_a_file=True)
def unknown_line(original: Original) -> Outcome:
    """A line that no edition has."""

    def change(grid: Grid) -> None:
        grid.table.rows[_HEADINGS_IN_ROW][0] = "Falconry"

    mark = Mark("Falconry", _VFM_SHEETS[0], address(_HEADINGS_IN_ROW, 0))
    return _of_vfm(original, 2019, change, mark)


@on_file("S24", ANY, adds_a_file=True)
def sheet_in_pounds(original: Original) -> Outcome:
    """A sheet in pounds where the edition before it has thousands."""

    def change(grid: Grid) -> None:
        for row in grid.table.rows[3:]:
            row[1:] = [1000 * cell if isinstance(cell, int) else cell for cell in row[1:]]

    return _of_vfm(original, 2020, change, Mark("amounts in pounds", _VFM_SHEETS[0]))


@on_file("XR05", ANY, adds_a_file=True)
def estimate_differs(original: Original) -> Outcome:
    """An estimate of two thirds of that of the national table."""
    filled = sent_along(original, 23, "2017/18", "expenditure", "estimate")
    net = next(row for row in filled.rows["functions"] if row["heading_name"] == _TOP)["net_revenue_expenditure_gbp"]
    own = float(str(net)) / 1000 * _OUT_BY
    headings = ["Edition", "Financial year", "Sheet", "Sheet row", "Label", "Detail", "Force", "Amount"]
    rows: Rows = [
        ["2017", "2017/18", "10_NRE", 26, "TOTAL ROAD POLICING", "", force, own if force == filled.force_name else 5000]
        for force in _forces(original)
    ]
    table = _sent("value_for_money_poa_2017.csv", _text([headings, *rows]), Mark(""), "2017")
    mark = Mark(f"{net}", *cell_of(filled, original, _TOP, "Net revenue expenditure (£)"))
    return _with_return(table, filled, original, mark)


# Workforce by function


@on_file("XR06", ANY, adds_a_file=True)
def heading_differs(original: Original) -> Outcome:
    """A heading with two thirds of the officers of the national table."""
    filled = sent_along(original, 24, "2016/17", "workforce")
    fte = next(row for row in filled.rows["functions"] if row["heading_name"] == _TOP)["police_officer_fte"]
    headings = ["As at 31 March", "Framework", "Worker type", "Sheet", "Sheet row", "Function code", "Label", "Force",
                "FTE"]  # fmt: skip
    own = float(str(fte)) * _OUT_BY
    rows: Rows = [
        [2017, "poa", "Police officer", "Table_F1", 24, "4", "Road Policing", force,
         own if force == filled.force_name else 100]
        for force in (*_forces(original), "England and Wales")
    ]  # fmt: skip
    table = _sent("home_office_functions_2017.csv", _text([headings, *rows]), Mark(""), "2017")
    return _with_return(table, filled, original, Mark(f"{fte}", *cell_of(filled, original, _TOP, _OFFICERS)))


@on_file("XR07", ANY, adds_a_file=True)
def unknown_function(original: Original) -> Outcome:
    """A function that is no heading, within one that is."""
    headings: list[Cell] = [
        "As at 31 March", "Geocode", "Force name", "Region", "Worker type", "Ethnicity (5+1)", "Ethnicity (3+1)", "Sex",
        "Function subgroup number", "Function subgroup name", "Wider function number", "Wider function name",
        "Frontline type", "Total (FTE)",
    ]  # fmt: skip
    functions = [("4a", "Traffic units")] * len(_forces(original)) + [("4z", "Falconry")]
    rows: Rows = [
        [2018, "E23000000", force, "South East", "Police Officer", "White", "White", "Male", *function, "4", _TOP,
         "Frontline", 10]
        for force, function in zip((*_forces(original), "Kent"), functions, strict=True)
    ]  # fmt: skip
    content = grid_bytes(Grid([GridSheet("Data", [headings, *rows])]))
    mark = Mark("Falconry", "Data", address(len(rows), headings.index("Function subgroup name")))
    return _sent("open-data-table-police-workforce-functions-2018.xlsx", content, mark, "2018")
