"""Defects of a board's file: decisions without a subject, out of order, changed after the day. The BD codes.

In scope: small files of boards of their own. Out of scope: the file of the set's board (`synthetic_data.board`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from orchestration.returns.template import Value
from orchestration.synthetic_data.board import BOARD
from orchestration.synthetic_data.defects.grid import Grid, grid_bytes
from orchestration.synthetic_data.defects.registry import Mark, Original, Outcome, on_file
from orchestration.synthetic_data.filled import FilledReturn

_RETURN = "board_decisions"
_FIRST = 1
_LEVELS, _EXPLANATIONS, _LEFT_OUT, _OUTCOMES = "Levels of support", "Explanations", "Left out", "Recommendations"
_MADE_UP = "Made up"
_DECISION: Mapping[str, Value] = {
    "decision_id": "illustrative-1", "subject": "function", "heading_name": "Fleet", "level_of_support": 2,
    "decided_on": "2021-03-01", "decided_by": BOARD, "reason": _MADE_UP,
}  # fmt: skip
_ROWS: Mapping[str, list[dict[str, Value]]] = {
    "levels": [dict(_DECISION)],
    "explanations": [
        {"force_name": "Kent", "heading_name": "Fleet", "reason": _MADE_UP, "explained_on": "2021-05-01"}
    ],
    "exclusions": [
        {
            "force_name": "Kent", "measure_id": "officers_per_1000_population", "financial_year": "2015/16",
            "ground": _MADE_UP, "decided_on": "2021-05-01", "decided_by": BOARD,
        }
    ],
    "recommendations": [
        {
            "recommendation_id": "illustrative-1", "source_document": "the-hard-yards-2020",
            "source_place": "made up", "recommendation": "Made up: share workshops", "owner": "Police forces",
        }
    ],
}  # fmt: skip


def _of_a_board(rule_id: str) -> Callable[[Callable[[Grid], Mark]], Callable[[Grid], Mark]]:
    """Register a function that plants a defect in the file of a board of its own."""

    def register(change: Callable[[Grid], Mark]) -> Callable[[Grid], Mark]:
        def plant(original: Original) -> Outcome:
            filled = _small_file(original.filled, rule_id)
            grid = original.grid(filled)
            mark = change(grid)
            return Outcome(((filled.file_name, grid_bytes(grid)),), ((filled.file_name, mark),), keeps_clean=True)

        plant.__name__ = change.__name__
        on_file(rule_id, _RETURN, adds_a_file=True)(plant)
        return change

    return register


def _small_file(filled: FilledReturn, rule_id: str) -> FilledReturn:
    """The file of a board with a row on each sheet, in which nothing is wrong."""
    about = {**filled.about, "Board": f"{BOARD}, {rule_id}"}
    return replace(filled, about=about, rows=_ROWS, stem=f"{filled.stem}_{rule_id.lower()}")


@_of_a_board("BD01")
def decision_without_a_subject(grid: Grid) -> Mark:
    """A decision on a function that is not named."""
    sheet = grid.sheet(_LEVELS)
    sheet.put(_FIRST, "POA heading", None)
    return Mark("no heading", sheet.name, sheet.put(_FIRST, "Subject", "function"), "because of the empty heading")


@_of_a_board("BD02")
def decision_on_an_unknown_agreement(grid: Grid) -> Mark:
    """A decision on an agreement that no register lists."""
    sheet = grid.sheet(_LEVELS)
    sheet.put(_FIRST, "POA heading", None)
    sheet.put(_FIRST, "Subject", "agreement")
    return _put(grid, _LEVELS, _FIRST, "Agreement id", "illustrative-nowhere")


@_of_a_board("BD03")
def supersedes_nothing(grid: Grid) -> Mark:
    """A decision that supersedes one that is not there."""
    return _put(grid, _LEVELS, _FIRST, "Supersedes", "illustrative-0")


@_of_a_board("BD04")
def review_before_the_decision(grid: Grid) -> Mark:
    """A review that is due before the decision."""
    return _put(grid, _LEVELS, _FIRST, "Review date", "2021-02-28")


@_of_a_board("BD06")
def supersedes_a_later_one(grid: Grid) -> Mark:
    """A decision that supersedes one of the month after."""
    sheet = grid.sheet(_LEVELS)
    sheet.rows.append(list(sheet.rows[_FIRST]))
    sheet.put(_FIRST + 1, "Decision id", "illustrative-2")
    sheet.put(_FIRST + 1, "Decided on", "2021-04-01")
    return _put(grid, _LEVELS, _FIRST, "Supersedes", "illustrative-2")


@_of_a_board("BD07")
def left_out_of_nothing(grid: Grid) -> Mark:
    """An exclusion that names neither a return nor a measure."""
    sheet = grid.sheet(_LEFT_OUT)
    sheet.put(_FIRST, "Measure", None)
    return Mark("no measure", sheet.name, sheet.put(_FIRST, "Force", "Kent"), "because of the empty measure")


@_of_a_board("BD08")
def ended_before_it_was_decided(grid: Grid) -> Mark:
    """An exclusion that ends before it was decided."""
    return _put(grid, _LEFT_OUT, _FIRST, "Ended on", "2021-04-30")


@_of_a_board("BD09")
def outcome_without_a_source(grid: Grid) -> Mark:
    """What became of a recommendation, without a source."""
    sheet = grid.sheet(_OUTCOMES)
    sheet.put(_FIRST, "What became of it", "implemented")
    sheet.put(_FIRST, "Outcome on", "2021")
    return Mark("no source", sheet.name, sheet.put(_FIRST, "Outcome source", None), "because of the outcome")


@on_file("BD05", _RETURN, adds_a_file=True)
def decision_changed(original: Original) -> Outcome:
    """A decision that a later version of the file changes."""
    first = _small_file(original.filled, "BD05")
    later = replace(first, about={**first.about, "As at": f"{int(first.about['As at'][:4]) + 1}-03-31"})
    grid = original.grid(later)
    mark = _put(grid, _LEVELS, _FIRST, "Level of support", 3)
    names = [f"{first.stem}_{number}.xlsx" for number in (1, 2)]
    files = ((names[0], grid_bytes(original.grid(first))), (names[1], grid_bytes(grid)))
    return Outcome(files, ((names[1], replace(mark, also=("R07", "R13"))),), keeps_clean=True)


def _put(grid: Grid, name: str, row: int, heading: str, cell: str | int) -> Mark:
    sheet = grid.sheet(name)
    return Mark(str(cell), sheet.name, sheet.put(row, heading, cell))
