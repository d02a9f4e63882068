"""Defects of a submission: who sent what for which year, again, late, twice or in the wrong unit. The R codes.

In scope: the sheet About, names of files, versions, rows that repeat or add up others. Out of scope: single
values (`defects.cells`).
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from orchestration.returns.reference_lists import folded, read_reference_lists
from orchestration.returns.template import Value
from orchestration.synthetic_data.defects.grid import Cell, Grid, address, grid_bytes
from orchestration.synthetic_data.defects.registry import WORKBOOKS, Mark, Original, Outcome, on_file, on_grid
from orchestration.synthetic_data.filled import COMPLETED_ON, FilledReturn, year_in_name
from orchestration.synthetic_data.national_set import force_returns, national_year

_FUNCTIONS = ("workforce", "expenditure")
_LATE_YEAR = "2025/26"
_ABOUT_VALUE = "Value"
_SPECIALS = "special_constable_headcount"
_LINES_ABOVE_THE_TOTAL = 20
_FEWEST_LETTERS = 5  # shorter names of a force are not told from other words with certainty


@on_file("R01", *WORKBOOKS)
def alias_of_the_force(original: Original) -> Outcome:
    """The force by another of its names."""
    filled = original.filled
    with (original.settings.seeds / "reference" / "force_aliases.csv").open(encoding="utf-8", newline="") as file:
        names = [row["alias"] for row in csv.DictReader(file) if row["force_id"] == filled.force_id]
    lists = read_reference_lists(original.settings.seeds)
    alias = next(
        name
        for name in names
        if folded(name) != folded(filled.force_name)
        and len(name) >= _FEWEST_LETTERS
        and lists.force_named(name, filled.financial_year) == filled.force_id
    )
    return _with_item(original, "Force", alias)


@on_file("R02", *WORKBOOKS)
def unknown_force(original: Original) -> Outcome:
    """A force that there is not."""
    return _with_item(original, "Force", "Wessex")


@on_file("R03", *WORKBOOKS)
def two_forces(original: Original) -> Outcome:
    """A second row for the force on the sheet About."""
    grid = original.grid()
    row = grid.about.row("Force") + 1
    name = _another_force(original)[1]
    grid.about.rows.insert(row, ["Force", name])
    return original.replaced(grid_bytes(grid), Mark(name, grid.about.name, address(row, 1)))


@on_file("R04", *WORKBOOKS)
def name_of_another_force(original: Original) -> Outcome:
    """The file named for another force than the one it is of."""
    force_id, _ = _another_force(original)
    stem = original.stem.replace(original.filled.force_id or "", force_id)
    name = f"{stem}_sent.xlsx"
    return Outcome(((name, original.content),), ((name, Mark(f"the return of {original.filled.force_name}")),))


@on_file("R05", *WORKBOOKS)
def name_of_another_year(original: Original) -> Outcome:
    """The file named for another year than the one it is for."""
    year = original.filled.financial_year
    name = f"{original.stem.replace(year_in_name(year), year_in_name(_moved(year, -1)))}_sent.xlsx"
    return Outcome(((name, original.content),), ((name, Mark(f"the return for {year}")),))


@on_file("R06", "workforce")
def late_return(original: Original) -> Outcome:
    """A return of a round whose date has gone by, sent along."""
    national = national_year(original.settings, original.seed, _LATE_YEAR)
    size = next(size for size in national.sizes if size.force_id == original.filled.force_id)
    late = next(each for each in force_returns(national, size, original.seed) if each.return_id == "workforce")
    content = grid_bytes(original.grid(late))
    mark = Mark(f"a return for {_LATE_YEAR}", note="late from the day after the due date of the seed collection_rounds")
    return Outcome(((late.file_name, content),), ((late.file_name, mark),), keeps_clean=True)


@on_file("R07", "workforce")
def corrected_return(original: Original) -> Outcome:
    """The return sent again with another figure, completed a month later."""
    changed = _changed(original.filled, _SPECIALS, lambda count: count + 3)
    later = changed.with_about(Completed_on=_completed(original.filled, 30))
    mark = Mark("a correction with another figure", also=("R13",))
    return _sent_as_well(original, later, "revised", mark)


@on_file("R14", "workforce")
def older_version_late(original: Original) -> Outcome:
    """A version completed before the one that came first."""
    changed = _changed(original.filled, _SPECIALS, lambda count: count + 1)
    earlier = changed.with_about(Completed_on=_completed(original.filled, -30))
    return _sent_as_well(original, earlier, "second", Mark("a version completed a month earlier"))


@on_file("R22", "workforce")
def earlier_version_again(original: Original) -> Outcome:
    """The first version sent again, byte for byte, after a correction of it."""
    changed = _changed(original.filled, _SPECIALS, lambda count: count + 5)
    later = changed.with_about(Completed_on=_completed(original.filled, 30))
    names = [f"{original.stem}_{word}.xlsx" for word in ("2nd", "3rd")]
    files = ((names[0], grid_bytes(original.grid(later))), (names[1], original.content))
    marks = (
        (names[0], Mark("a correction with another figure", also=("R13",), rule_id="R07")),
        (names[1], Mark(f"the bytes of {original.name}", also=("R07", "R13"))),
    )
    return Outcome(files, marks, keeps_clean=True)


@on_grid("R08", "workforce")
def same_key_other_figures(grid: Grid) -> Mark:
    """A heading that stands twice with different figures."""
    sheet = grid.table
    repeated = [sheet.rows[2][0], *[90_000 for _ in sheet.rows[2][1:]]]  # more than the headings below it
    sheet.rows.append(repeated)
    return Mark(f"{repeated[0]} a second time", sheet.name, address(len(sheet.rows) - 1, 0),
                "one or both of rows 3 and the last may be named")  # fmt: skip


@on_grid("R09", *_FUNCTIONS)
def same_row_twice(grid: Grid) -> Mark:
    """A row that repeats another in every cell."""
    sheet = grid.table
    sheet.rows.append(list(sheet.rows[2]))
    return Mark(f"row 3 a second time in row {len(sheet.rows)}", sheet.name)


@on_grid("R10", "procurement_spend")
def right_subtotal(grid: Grid) -> Mark:
    """A subtotal between the lines, which agrees with them."""
    return _subtotal(grid, 0)


@on_grid("R15", "procurement_spend")
def wrong_subtotal(grid: Grid) -> Mark:
    """A subtotal between the lines, which is out by more than rounding."""
    return _subtotal(grid, 100_000)


@on_grid("R20", "expenditure")
def most_rows_in_question(grid: Grid) -> Mark:
    """More spent in collaboration than at all, on every row."""
    sheet = grid.table
    for row in range(1, len(sheet.rows)):
        gross = sheet.cell(row, "Gross expenditure (£)")
        sheet.put(row, "Of gross: in collaboration (£)", (gross if isinstance(gross, int | float) else 0) + 1000)
    return Mark("more in collaboration than at all in every row", also=("EX04",))


@on_file("R16", *WORKBOOKS)
def no_force(original: Original) -> Outcome:
    """The force left out."""
    return _with_item(original, "Force", "")


@on_file("R17", *WORKBOOKS)
def no_financial_year(original: Original) -> Outcome:
    """A span of years for the financial year."""
    return _with_item(original, "Financial year", "2022 to 2024")


@on_file("R18", "expenditure")
def no_basis(original: Original) -> Outcome:
    """Whether it is the estimate or the outturn left out."""
    return _with_item(original, "Basis", "")


@on_file("C17", *WORKBOOKS)
def year_written_otherwise(original: Original) -> Outcome:
    """The financial year with a hyphen."""
    return _with_item(original, "Financial year", year_in_name(original.filled.financial_year))


def _with_item(original: Original, item: str, value: str) -> Outcome:
    grid = original.grid()
    place = grid.about.put(grid.about.row(item), _ABOUT_VALUE, value or None)
    return original.replaced(grid_bytes(grid), Mark(value or "nothing", grid.about.name, place))


def _sent_as_well(original: Original, version: FilledReturn, word: str, mark: Mark) -> Outcome:
    name = f"{original.stem}_{word}.xlsx"
    return Outcome(((name, grid_bytes(original.grid(version))),), ((name, mark),), keeps_clean=True)


def _another_force(original: Original) -> tuple[str, str]:
    """Id and name of the force that follows in the list of forces."""
    lists = read_reference_lists(original.settings.seeds)
    ids = sorted(lists.forces)
    force_id = ids[(ids.index(original.filled.force_id or ids[0]) + 1) % len(ids)]
    return force_id, lists.forces[force_id].name


def _changed(filled: FilledReturn, column: str, change: Callable[[int], int]) -> FilledReturn:
    """The return with another figure in a column of the first row of its table of functions."""
    first, *others = filled.rows["functions"]
    count = first[column]
    if not isinstance(count, int):
        raise TypeError(f"{column} of the first row is {count!r}, not a number of people")
    changed: Mapping[str, Value] = {**first, column: change(count)}
    rows: Sequence[Mapping[str, Value]] = [changed, *others]
    return replace(filled, rows={**filled.rows, "functions": rows})


def _completed(filled: FilledReturn, days: int) -> str:
    return (datetime.date.fromisoformat(filled.about[COMPLETED_ON]) + datetime.timedelta(days=days)).isoformat()


def _subtotal(grid: Grid, out_by: float) -> Mark:
    sheet = grid.table
    position = sheet.column("Amount (£)")
    amounts = [row[position] for row in sheet.rows[1 : _LINES_ABOVE_THE_TOTAL + 1]]
    total = round(sum(cell for cell in amounts if isinstance(cell, int | float)) + out_by, 2)
    row: list[Cell] = [None for _ in sheet.rows[0]]
    row[0], row[position] = "Subtotal", total
    sheet.rows.insert(_LINES_ABOVE_THE_TOTAL + 1, row)
    return Mark(f"a subtotal of {total}", sheet.name, address(_LINES_ABOVE_THE_TOTAL + 1, position))


def _moved(financial_year: str, years: int) -> str:
    start = int(financial_year[:4]) + years
    return f"{start}/{(start + 1) % 100:02d}"
