"""Defects of peer groups: sets not described, peers too few, twice, or no force. The PG codes.

In scope: small sets of years before those of the set. Out of scope: the sets that go with the returns
(`synthetic_data.peers`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from orchestration.returns.template import Value
from orchestration.synthetic_data.defects.grid import Grid, grid_bytes
from orchestration.synthetic_data.defects.registry import Mark, Original, Outcome, on_file
from orchestration.synthetic_data.filled import FilledReturn

_RETURN, _SHEET = "peer_groups", "Peers"
_FIRST = 1
_YEAR = "2010/11"
_PEERS = ("Essex", "Surrey", "Sussex", "Hampshire", "Norfolk")


def _of_a_set(rule_id: str) -> Callable[[Callable[[Grid], Mark]], Callable[[Grid], Mark]]:
    """Register a function that plants a defect in a small set of peer groups."""

    def register(change: Callable[[Grid], Mark]) -> Callable[[Grid], Mark]:
        def plant(original: Original) -> Outcome:
            filled = _small_set(original.filled, rule_id)
            grid = original.grid(filled)
            mark = change(grid)
            return Outcome(((filled.file_name, grid_bytes(grid)),), ((filled.file_name, mark),), keeps_clean=True)

        plant.__name__ = change.__name__
        on_file(rule_id, _RETURN, adds_a_file=True)(plant)
        return change

    return register


def _small_set(filled: FilledReturn, rule_id: str, kind: str = "own", peers: Sequence[str] = _PEERS) -> FilledReturn:
    """A set with the peers of one force in one year, in which nothing is wrong."""
    about = {**filled.about, "Name of set": f"Illustrative set, {rule_id}", "Kind": kind}
    rows: list[dict[str, Value]] = [
        {"force_name": "Kent", "peer_force_name": peer, "financial_year_from": _YEAR, "financial_year_to": _YEAR}
        for peer in peers
    ]
    stem = f"peer_groups_illustrative_{rule_id.lower()}"
    return replace(filled, about=about, rows={"peers": rows}, stem=stem, force_name=about["Name of set"])


@_of_a_set("PG01")
def set_without_publisher(grid: Grid) -> Mark:
    """A set of which nobody says who published it."""
    del grid.about.rows[grid.about.row("Published by")]
    return Mark("nobody under Published by", grid.sheet(_SHEET).name)


@_of_a_set("PG02")
def last_year_before_the_first(grid: Grid) -> Mark:
    """A peer whose last year is before its first."""
    sheet = grid.sheet(_SHEET)
    return Mark("2009/10", sheet.name, sheet.put(_FIRST, "To year", "2009/10"))


@_of_a_set("PG03")
def too_few_peers(grid: Grid) -> Mark:
    """A force with fewer peers than an average needs."""
    sheet = grid.sheet(_SHEET)
    del sheet.rows[3:]
    return Mark("two peers", sheet.name)


@_of_a_set("PG04")
def peer_twice(grid: Grid) -> Mark:
    """A peer that is listed twice in one year."""
    sheet = grid.sheet(_SHEET)
    row = [*sheet.rows[_FIRST]]
    row[0] = "Kent Police"
    sheet.rows.append(row)
    return Mark("Essex a second time", sheet.name)


@_of_a_set("PG06")
def peer_that_is_no_force(grid: Grid) -> Mark:
    """A peer that is not one of the 43 forces."""
    sheet = grid.sheet(_SHEET)
    sheet.rows.append([*sheet.rows[_FIRST]])
    sheet.rows[-1][1] = "British Transport Police"
    return Mark("British Transport Police", sheet.name)


@on_file("PG05", _RETURN, adds_a_file=True)
def two_official_sets(original: Original) -> Outcome:
    """Two official sets of one year."""
    first, second = (_small_set(original.filled, f"PG05 {copy}", "official") for copy in ("a", "b"))
    files, marks = [], []
    for filled in (first, second):
        name = f"{filled.stem.replace(' ', '_')}.xlsx"
        files.append((name, grid_bytes(original.grid(filled))))
        marks.append((name, Mark("a second official set", _SHEET)))
    return Outcome(tuple(files), (marks[0],), keeps_clean=True)
