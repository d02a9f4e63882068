"""Cells of a table compared with other cells of it: totals of a row, headings with the headings below, pairs of rows.

Belongs here: the differences, as columns that a suite can bound. Does not belong here: which cells are compared (the
description of the return), how much they may differ (the catalogue), or what is said of it.

For each comparison of a column two columns come into the frame, both DOUBLE: `<name>__off_<kind>`, by how much the cell
is wrong (0 or more; empty where nothing can be compared), and `<name>__<kind>`, what the other cells ask for. The kinds
are `sum` (parts of the same row), `levels` (headings one level down may not exceed the heading they belong to) and
`order` (one row may not exceed another).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestration.returns.description import Table
from orchestration.returns.reference_lists import ReferenceLists

if TYPE_CHECKING:
    import pandas as pd


def add_comparisons(frame: pd.DataFrame, table: Table, lists: ReferenceLists) -> None:
    """Add the columns of every comparison that the description of the table asks for."""
    for check in table.sums:
        _add_sum(frame, check.total, check.parts, check.less)
    for name in table.levels:
        _add_levels(frame, name, lists)
    for order in table.orders:
        _add_order(frame, order.value, order.label, order.smaller, order.larger)


def _add_sum(frame: pd.DataFrame, total: str, parts: tuple[str, ...], less: tuple[str, ...]) -> None:
    """A part left blank counts as nothing, but where all are blank there is nothing to add up."""
    numbers = frame[[f"{name}__number" for name in (*parts, *less)]]
    signs = [1.0] * len(parts) + [-1.0] * len(less)
    frame[f"{total}__sum"] = (numbers * signs).sum(axis=1).where(numbers.notna().any(axis=1))
    frame[f"{total}__off_sum"] = (frame[f"{total}__number"] - frame[f"{total}__sum"]).abs()


def _add_levels(frame: pd.DataFrame, name: str, lists: ReferenceLists) -> None:
    heading = next(column for column in frame.columns if column.endswith("__heading_id"))
    number = frame[f"{name}__number"]
    parents = frame[heading].map(lambda key: lists.parent_headings.get(key) if key else None)
    keys = frame["_submission_id"] + " " + parents
    below = number.groupby(keys).sum(min_count=1)
    frame[f"{name}__levels"] = (frame["_submission_id"] + " " + frame[heading]).map(below).astype("float64")
    frame[f"{name}__off_levels"] = (frame[f"{name}__levels"] - number).clip(lower=0)


def _add_order(frame: pd.DataFrame, value: str, label: str, smaller: str, larger: str) -> None:
    number = frame[f"{value}__number"]
    is_larger = frame[f"{label}__stated"] == larger
    limits = number[is_larger].groupby(frame["_submission_id"][is_larger]).first()
    is_smaller = frame[f"{label}__stated"] == smaller
    frame[f"{value}__order"] = frame["_submission_id"].map(limits).where(is_smaller).astype("float64")
    frame[f"{value}__off_order"] = (number - frame[f"{value}__order"]).clip(lower=0)
