"""Cells of a table compared with rows of the other sheets of the same file.

In scope: the differences, as columns that a suite can bound. Out of scope: comparisons within a table
(`validation.comparisons`), which cells are compared (the description of the return), how much they may differ (the
catalogue), or what is said of it.

As there, each comparison brings two columns: `<name>__off_<kind>` (DOUBLE: 0 where it holds, more where it does not,
empty where nothing can be compared) and `<name>__<kind>` (what is asked for, in words). The kind of a reference or need
is its own name; that of shares is `shares`. Names of forces are compared as the forces they mean.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from orchestration.returns.compared import Need, Reference, Rows, Shares
from orchestration.returns.description import Table
from orchestration.validation.comparisons import add_comparison, cells

if TYPE_CHECKING:
    import pandas as pd

    # The frames of the other tables of the form, by name.
    Others = Mapping[str, pd.DataFrame]

_WHOLE_PCT = 100
_PLACES = 9  # beyond them a sum of shares is the noise of binary fractions


def add_across_sheets(frame: pd.DataFrame, table: Table, others: Others) -> None:
    """Add the columns of every comparison with another sheet that the description of the table asks for.

    Args:
        frame: The rows of the table, as `validation.frames` gives them.
        table: Its description.
        others: The frames of the tables that its comparisons name.
    """
    for reference in table.references:
        _add_reference(frame, reference, others)
    for shares in table.shares:
        _add_shares(frame, shares, others)
    for need in table.needs:
        _add_need(frame, need, others)


def _add_reference(frame: pd.DataFrame, reference: Reference, others: Others) -> None:
    there = _chosen(others, reference.rows)
    other_key = reference.other_key or reference.key
    own = _keys(frame, reference.key)
    is_compared = own.notna()
    if len(reference.key) > 1:
        is_compared &= _keys(frame, reference.key[:1]).isin(set(_keys(there, other_key[:1])))
    off = (~own.isin(set(_keys(there, other_key)))).astype("float64").where(is_compared)
    add_comparison(frame, reference.key[-1], reference.name, off, f"one of the sheet {_sheet(others, reference.rows)}")


def _add_shares(frame: pd.DataFrame, shares: Shares, others: Others) -> None:
    """The first row of each whole tells; more than 100 is too much even where some shares are not given."""
    import pandas as pd

    first = shares.within[0]
    having = _members(_chosen(others, shares.rows), (first,), shares.holder)
    own = _members(frame, (first,), shares.holder)
    holders: dict[object, set[object]] = defaultdict(set)
    for key, member in zip(having["key"], having["member"], strict=True):
        holders[key].add(member)
    wholes: dict[str, list[int]] = defaultdict(list)
    for place, whole in enumerate(_keys(frame, shares.within)):
        if whole is not None:
            wholes[whole].append(place)
    # Plain lists: a whole has a few rows, and each look at a column costs more than they do.
    numbers, keys, members = frame[f"{shares.value}__number"].tolist(), own["key"].tolist(), own["member"].tolist()
    off = [float("nan")] * len(frame)
    words: list[str | None] = [None] * len(frame)
    for rows in wholes.values():
        given = [row for row in rows if not math.isnan(numbers[row])]
        total = round(math.fsum(numbers[row] for row in given), _PLACES)
        known = {members[row] for row in given if not pd.isna(members[row])}
        wanted = holders[keys[rows[0]]] | {members[row] for row in rows if not pd.isna(members[row])}
        if not given or (total <= _WHOLE_PCT and wanted - known):
            continue
        off[rows[0]] = round(abs(total - _WHOLE_PCT), _PLACES)
        words[rows[0]] = f"100 per cent in all and not {total:g}"
    add_comparison(
        frame, shares.value, "shares", pd.Series(off, frame.index), pd.Series(words, frame.index, dtype=object)
    )


def _add_need(frame: pd.DataFrame, need: Need, others: Others) -> None:
    import pandas as pd

    asks = pd.Series(True, index=frame.index)
    for name, codes in need.when.items():
        said = cells(frame, name)
        asks &= said.isin(codes) if codes else said.notna()
    missing = pd.Series(float(need.at_least), index=frame.index)
    if need.rows:
        missing = (missing - _counted(frame, need, others)).clip(lower=0)
    for name in need.filled:
        missing = missing.mask(cells(frame, name).notna(), 0.0)
    add_comparison(frame, need.column, need.name, missing.where(asks), need.expected)


def _counted(frame: pd.DataFrame, need: Need, others: Others) -> pd.Series:
    """For each row, the rows elsewhere that go with it."""
    import pandas as pd

    key = (need.key,) if need.key else ()
    counted = pd.Series(0, index=frame.index)
    for rows in need.rows:
        there = _chosen(others, rows)
        found = _members(there, key, need.different or "_row").dropna()
        counts = found.groupby("key")["member"].nunique()
        counted += _keys(frame, key).map(counts).fillna(0).astype("int64")
    return counted


def _members(frame: pd.DataFrame, key: Sequence[str], member: str) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({"key": _keys(frame, key), "member": _part(frame, member)}, index=frame.index)


def _keys(frame: pd.DataFrame, names: Sequence[str]) -> pd.Series:
    """Submission and cells as one text; None where a cell is blank."""
    joined = frame["_submission_id"]
    for name in names:
        part = _part(frame, name)
        joined = joined.str.cat(part.where(part.notna(), None), sep="\x1f")
    return joined.astype(object).where(joined.notna(), None)


def _part(frame: pd.DataFrame, name: str) -> pd.Series:
    """A cell as it is compared: the force that a name means, or the text."""
    if name == "_row":
        return frame[name].astype(str)
    if f"{name}__force_id" in frame.columns:
        return frame[f"{name}__force_id"].combine_first(frame[f"{name}__folded"])
    return cells(frame, name)


def _chosen(others: Others, rows: Rows) -> pd.DataFrame:
    frame = others[rows.table]
    for name, codes in rows.where.items():
        frame = frame[cells(frame, name).isin(codes)]
    return frame[frame[f"{rows.nil}__number"] != 0] if rows.nil else frame


def _sheet(others: Others, rows: Rows) -> str:
    """The sheet as it is called in the files, or as the description calls its table where it is empty."""
    sheets = others[rows.table]["_sheet"]
    return str(sheets.iloc[0]) if len(sheets) else rows.table.replace("_", " ").capitalize()
