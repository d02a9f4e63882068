"""Defects of what comes back: answers in a list of findings, and a sheet saved as another kind of file.

In scope: C31, C32, S32 to S34. Out of scope: the list of findings as the hub writes it (`feedback`).
"""

from __future__ import annotations

import csv
import io

from orchestration.returns.hub_sheets import (
    CELL,
    CORRECTED,
    EXPLANATION,
    FINDINGS_SHEET,
    FINDINGS_TITLE,
    NAME,
    ROW,
    RULE,
    SHEET,
    SUPPLIED,
)
from orchestration.synthetic_data.defects.grid import Cell, Grid, GridSheet, address
from orchestration.synthetic_data.defects.registry import Mark, Original, Outcome, on_file, on_grid

_WORKFORCE, _EXPENDITURE = "workforce", "expenditure"
_HEADINGS = (RULE, SHEET, CELL, ROW, SUPPLIED, EXPLANATION, CORRECTED, NAME)
_WHO = "Made up by the hub"


@on_grid("C31", _WORKFORCE)
def corrected_value(grid: Grid) -> Mark:
    """A figure that is no number, and the right one beside its finding."""
    sheet = grid.table
    right, sheet.rows[1][1] = sheet.rows[1][1], "lots"
    _answer(grid, RULE="V03", CELL="B2", SUPPLIED="lots", CORRECTED=str(right))
    return Mark("lots, and the right figure in the list of findings", sheet.name, address(1, 1))


@on_grid("C32", _WORKFORCE)
def corrected_twice(grid: Grid) -> Mark:
    """A corrected value for a cell that was changed as well."""
    _answer(grid, RULE="V03", CELL="B2", SUPPLIED="lots", CORRECTED="-1")
    return Mark("a corrected value for a cell that holds another", FINDINGS_SHEET)


@on_grid("S34", _EXPENDITURE)
def explained(grid: Grid) -> Mark:
    """An explanation in the list of findings."""
    heading = str(grid.table.rows[1][0])
    _answer(grid, RULE="EX01", CELL="L2", ROW=heading, EXPLANATION="The total is that of the ledger.", NAME=_WHO)
    return Mark("an explanation", FINDINGS_SHEET)


@on_grid("S32", _EXPENDITURE)
def explained_for_no_rule(grid: Grid) -> Mark:
    """An explanation that names a rule unknown to the hub."""
    _answer(grid, RULE="ZZ99", CELL="L2", EXPLANATION="The total is that of the ledger.", NAME=_WHO)
    return Mark("an explanation of rule ZZ99", FINDINGS_SHEET)


@on_file("S33", _WORKFORCE)
def sheet_saved_as_text(original: Original) -> Outcome:
    """The sheet of figures saved as CSV, without the sheet About."""
    content = io.StringIO()
    writer = csv.writer(content, lineterminator="\n")
    writer.writerows([["" if cell is None else cell for cell in row] for row in original.grid().table.rows])
    return original.replaced(content.getvalue().encode(), Mark("the sheet of figures as CSV"), suffix=".csv")


def _answer(grid: Grid, **cells: str) -> None:
    """Add a list of findings with one answer; its cells by the names of the headings in capitals."""
    names = ("RULE", "SHEET", "CELL", "ROW", "SUPPLIED", "EXPLANATION", "CORRECTED", "NAME")
    given = {"SHEET": grid.table.name, **cells}
    rows: list[list[Cell]] = [
        [f"{FINDINGS_TITLE} the return"], [*_HEADINGS], [given.get(name) for name in names],
    ]  # fmt: skip
    grid.sheets.append(GridSheet(FINDINGS_SHEET, rows))
