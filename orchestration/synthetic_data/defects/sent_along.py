"""Clean returns of years before those of the set, to plant defects in that a comparison with others would multiply.

In scope: figures of such years, returns with other rows, registering a defect of one such return. Out of scope: any
defect. Each defect has a force of its own, by its place in size, so that none is compared with another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

from orchestration.returns.template import Value
from orchestration.settings import Settings
from orchestration.synthetic_data.defects.grid import Grid, address, grid_bytes, grid_of
from orchestration.synthetic_data.defects.registry import Mark, Original, Outcome, on_file
from orchestration.synthetic_data.filled import TEXT_RETURN, FilledReturn, text_of
from orchestration.synthetic_data.national_set import NationalYear, force_returns, national_year

# Any file of the set will do to start from: the seed and the hub are all that is taken from it.
ANY = "expenditure"
HEADING = "heading_name"
Row = Mapping[str, Value]
_YEAR = "2012/13"


@cache
def figures_of(settings: Settings, seed: int, financial_year: str) -> NationalYear:
    """Figures of all forces in a year that the set does not have, made once."""
    return national_year(settings, seed, financial_year)


def sent_along(original: Original, place: int, financial_year: str, return_id: str, basis: str = "") -> FilledReturn:
    """A clean return of the force with that place by size; `basis` tells an estimate from an outturn."""
    national = figures_of(original.settings, original.seed, financial_year)
    returns = force_returns(national, national.sizes[place], original.seed)
    return next(each for each in returns if (each.return_id, each.about.get("Basis", "")) == (return_id, basis))


def changed(filled: FilledReturn, heading: str, change: Callable[[Row], Row | None]) -> FilledReturn:
    """The return with another row for a heading, or without it."""
    rows = [change(row) if row[HEADING] == heading else row for row in filled.rows["functions"]]
    return replace(filled, rows={**filled.rows, "functions": [row for row in rows if row is not None]})


def content_of(filled: FilledReturn, original: Original) -> bytes:
    """The bytes that its sender would send."""
    if filled.return_id == TEXT_RETURN:
        return text_of(filled).encode()
    return grid_bytes(grid_of(filled, original.settings.seeds))


def cell_of(filled: FilledReturn, original: Original, heading: str, column: str) -> tuple[str, str]:
    """Sheet and address of a figure."""
    sheet = grid_of(filled, original.settings.seeds).table
    return sheet.name, address(sheet.row(heading), sheet.column(column))


def on_an_estimate(rule_id: str, place: int) -> Callable[[Callable[[Grid], Mark]], Callable[[Grid], Mark]]:
    """Register a function that changes the cells of an estimate that is sent along, for the force with that place."""

    def register(change: Callable[[Grid], Mark]) -> Callable[[Grid], Mark]:
        def plant(original: Original) -> Outcome:
            filled = sent_along(original, place, _YEAR, "expenditure", "estimate")
            grid = grid_of(filled, original.settings.seeds)
            mark = change(grid)
            return Outcome(((filled.file_name, grid_bytes(grid)),), ((filled.file_name, mark),), keeps_clean=True)

        plant.__name__ = change.__name__
        on_file(rule_id, ANY, adds_a_file=True)(plant)
        return change

    return register
