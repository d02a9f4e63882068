"""Formulas that a template has for totals, and their results where no program has calculated them.

In scope: writing such a formula, knowing it again, working it out from the cells it names. Out of scope: any other
formula, which only a spreadsheet program works out, and whether a total is right (`validation.comparisons`).

A total of blank cells is blank: missing is never zero. Signs for missing values count as nothing, as in every sum of
the hub.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from orchestration.readers.sheets import ReadFile, Sheet, cell_address, cell_position
from orchestration.returns.compared import Sum

_FORMULA = re.compile(r'=?IF\(COUNT\(([A-Z0-9:,]+)\)=0,"",SUM\(([A-Z0-9:,]+)\)(?:-SUM\(([A-Z0-9:,]+)\))?\)')
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_CELL = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")
_WIDEST = 200  # columns that one total may add up
_MOST_TOTALS, _STEPS = 10_000, 3  # totals on a sheet, and totals of totals: no template has more


def total_formula(total: Sum, columns: Sequence[str], row: int) -> str:
    """The formula of a total in a row of a template.

    Args:
        total: The total.
        columns: Names of the columns of the sheet, in order.
        row: Index of the row, from 0.
    """
    parts, less = _cells(total.parts, columns, row), _cells(total.less, columns, row)
    if not less:
        return f'=IF(COUNT({parts})=0,"",SUM({parts}))'
    return f'=IF(COUNT({parts},{less})=0,"",SUM({parts})-SUM({less}))'


def with_totals(content: ReadFile) -> ReadFile:
    """The file with the results of the template's own totals that no program has calculated."""
    return replace(content, sheets=[_calculated(sheet) for sheet in content.sheets])


def _cells(names: Sequence[str], columns: Sequence[str], row: int) -> str:
    """Addresses of columns in a row, neighbours as a range."""
    places = sorted(columns.index(name) for name in names)
    spans: list[list[int]] = []
    for place in places:
        if spans and spans[-1][1] + 1 == place:
            spans[-1][1] = place
        else:
            spans.append([place, place])
    return ",".join(
        cell_address(row, first) if first == last else f"{cell_address(row, first)}:{cell_address(row, last)}"
        for first, last in spans
    )


def _calculated(sheet: Sheet) -> Sheet:
    """The sheet with its totals worked out, those first that others name."""
    waiting = {
        address: found
        for address in sheet.uncalculated[:_MOST_TOTALS]
        if (found := _FORMULA.fullmatch(sheet.formulas.get(address, "").replace("$", "").replace(" ", "")))
    }
    if not waiting:
        return sheet
    rows = [list(row) for row in sheet.rows]
    unknown = {*sheet.errors, *sheet.uncalculated}
    for _ in range(_STEPS):
        for address in [address for address, found in waiting.items() if unknown.isdisjoint(_named(found))]:
            text = _result(waiting.pop(address), rows)
            unknown.discard(address)
            if text is not None:
                row, column = cell_position(address)
                rows[row].extend([None] * (column + 1 - len(rows[row])))
                rows[row][column] = text
    return replace(sheet, rows=rows, uncalculated=[each for each in sheet.uncalculated if each in unknown])


def _named(found: re.Match[str]) -> list[str]:
    return [address for group in found.groups() if group for address in _addresses(group)]


def _addresses(listed: str) -> list[str]:
    """Every cell of a list such as B2:D2,F2; none where it is not of one row."""
    found: list[str] = []
    for part in listed.split(","):
        first, _, last = part.partition(":")
        if not (_CELL.fullmatch(first) and _CELL.fullmatch(last or first)):
            continue
        (row, start), (other, end) = cell_position(first), cell_position(last or first)
        if row == other and 0 <= end - start < _WIDEST:
            found += [cell_address(row, column) for column in range(start, end + 1)]
    return found


def _result(found: re.Match[str], rows: Sequence[Sequence[str | None]]) -> str | None:
    """What the formula gives; None where none of the cells that it counts holds a number."""
    counted, added, less = (_numbers(_addresses(group or ""), rows) for group in found.groups())
    if not counted:
        return None
    return f"{sum(added, Decimal(0)) - sum(less, Decimal(0)):f}"


def _numbers(addresses: Sequence[str], rows: Sequence[Sequence[str | None]]) -> list[Decimal]:
    found = []
    for address in addresses:
        row, column = cell_position(address)
        text = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
        if text and _NUMBER.fullmatch(text):
            found.append(Decimal(text))
    return found
