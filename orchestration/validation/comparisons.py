"""Cells of a table compared with other cells of it: totals, headings with the headings below, pairs of rows, dates.

In scope: the differences, as columns that a suite can bound. Out of scope: which cells are compared (the
description of the return), rows of other sheets (`validation.cross_sheet`), how much they may differ (the catalogue),
or what is said of it.

For each comparison of a column two columns come into the frame: `<name>__off_<kind>` (DOUBLE), by how much the cell is
wrong (0 or more; empty where nothing can be compared), and `<name>__<kind>`, what the other cells ask for. The kinds
are `sum` (parts of the same row), `levels` (headings one level down may not exceed the heading they belong to), `order`
(one row may not exceed another), `dates` (one date may not lie before another) and `sequence` (rows in the order of
their dates). A date is compared by what is known of it: 2012 is not before 2012-04. Of a financial year the year in
which it begins counts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from orchestration.returns.description import Table
from orchestration.returns.reference_lists import ReferenceLists

if TYPE_CHECKING:
    import pandas as pd

    from orchestration.validation.unread import Unread

_PARTIAL_DATE = re.compile(r"\d{4}(-\d\d){0,2}")
_FINANCIAL_YEAR = re.compile(r"(\d{4})/\d\d")
_FIRST_DAY, _LAST_DAY = "-01-01", "-12-31"


def add_comparisons(frame: pd.DataFrame, table: Table, lists: ReferenceLists, unread: Unread | None = None) -> None:
    """Add the columns of every comparison that the description of the table asks for.

    Args:
        frame: The rows of the table, as `validation.frames` gives them.
        table: Its description.
        lists: Reference lists: which headings belong to which.
        unread: What reading has told of already.
    """
    for check in table.sums:
        _add_sum(frame, check.total, check.parts, check.less, unread)
    for name in table.levels:
        _add_levels(frame, name, lists)
    for order in table.orders:
        _add_order(frame, order.value, order.label, order.smaller, order.larger)
    for dates in table.dates:
        _add_dates(frame, dates.earlier, dates.later)
    for sequence in table.sequences:
        _add_sequence(frame, sequence.number, sequence.date, sequence.within)


def cells(frame: pd.DataFrame, name: str) -> pd.Series:
    """What a column says: the value, or the text where there is none; None where the cell is blank."""
    said = frame[f"{name}__stated"] if f"{name}__stated" in frame.columns else frame[name]
    said = said.map(lambda text: text.strip() or None if isinstance(text, str) else None)
    return said.astype(object).where(said.notna(), None)


def add_comparison(frame: pd.DataFrame, name: str, kind: str, off: pd.Series, asked_for: pd.Series | str) -> None:
    """Add the two columns of one comparison."""
    frame[f"{name}__off_{kind}"] = off.astype("float64")
    frame[f"{name}__{kind}"] = asked_for


def _add_sum(
    frame: pd.DataFrame, total: str, parts: tuple[str, ...], less: tuple[str, ...], unread: Unread | None
) -> None:
    """A part left blank counts as nothing; where all are blank, or one cannot be read, there is nothing to add up."""
    numbers = frame[[f"{name}__number" for name in (*parts, *less)]]
    signs = [1.0] * len(parts) + [-1.0] * len(less)
    can_be_added = numbers.notna().any(axis=1)
    for name in (*parts, *less):
        can_be_added &= ~_is_unread(frame, name, unread)
    frame[f"{total}__sum"] = (numbers * signs).sum(axis=1).where(can_be_added)
    frame[f"{total}__off_sum"] = (frame[f"{total}__number"] - frame[f"{total}__sum"]).abs()


def _is_unread(frame: pd.DataFrame, name: str, unread: Unread | None) -> pd.Series:
    """Whether a row was given a number that could not be read: nothing that it is a part of can be added up."""
    is_unread = frame[f"{name}__stated"].notna() & frame[f"{name}__number"].isna()
    if unread is None:
        return is_unread
    is_unread |= frame["_submission_id"].isin([key for key, columns in unread.columns.items() if name in columns])
    for (key, column), rows in unread.cells.items():
        if column == name:
            is_unread |= (frame["_submission_id"] == key) & frame["_row"].isin(rows)
    return is_unread


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


def _add_dates(frame: pd.DataFrame, earlier: str, later: str) -> None:
    first, last = _days(cells(frame, earlier), _FIRST_DAY), _days(cells(frame, later), _LAST_DAY)
    off = (last < first).astype("float64").where(first.notna() & last.notna())
    add_comparison(frame, later, "dates", off, cells(frame, earlier))


def _add_sequence(frame: pd.DataFrame, number: str, date: str, within: tuple[str, ...]) -> None:
    """A row is out of order where a row of a lower number certainly lies after it."""
    in_order = frame.sort_values(["_submission_id", *within, f"{number}__number"], kind="stable")
    same = [in_order[name] for name in ("_submission_id", *within)]
    first, last = _days(cells(in_order, date), _FIRST_DAY), _days(cells(in_order, date), _LAST_DAY)
    latest = first.groupby(same).cummax().groupby(same).ffill().groupby(same).shift()
    off = (last < latest).astype("float64").where(last.notna() & latest.notna())
    words = dict(zip(first, cells(in_order, date), strict=True))
    add_comparison(frame, date, "sequence", off, latest.map(words.get))


def _days(dates: pd.Series, unknown: str) -> pd.Series:
    """Dates as numbers such as 20130401, the end of `unknown` in the place of the month and day that are not known."""

    def day(text: str | None) -> float:
        if text is None:
            return float("nan")
        text = _FINANCIAL_YEAR.sub(r"\1", text)
        if not _PARTIAL_DATE.fullmatch(text):
            return float("nan")
        return float((text + unknown[len(text) - len("2013") :]).replace("-", ""))

    return dates.map(day).astype("float64")
