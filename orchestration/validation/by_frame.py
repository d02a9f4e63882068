"""Suites run on the rows of a few files without their library, which takes longer to start than a check may take.

In scope: what each type of expectation means for a frame. Out of scope: the rules (`expectations/`), the library's own
runner of a load (`validation.suites`), long tables (`validation.sql_suites`).

A test runs expectations of every type in use both ways on the same rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_CONDITION = ("row_condition", "condition_parser")


def run_on_frame(frame: pd.DataFrame, expectations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Run expectations that are ready to run on rows; each outcome as the library gives it, in order."""
    return [_outcome(frame, expectation) for expectation in expectations]


def _outcome(frame: pd.DataFrame, expectation: dict[str, Any]) -> dict[str, Any]:
    settings = {name: value for name, value in expectation["kwargs"].items() if name not in _CONDITION}
    if expectation["type"] == "expect_column_distinct_values_to_contain_set":
        return {"success": set(settings["value_set"]) <= set(frame[settings["column"]].dropna()), "result": {}}
    condition = expectation["kwargs"].get("row_condition")
    rows = frame.query(condition) if condition else frame
    try:
        failing = _FAILS[expectation["type"]](rows, **settings)
    except (KeyError, TypeError, ValueError) as error:
        told = {"raised_exception": True, "exception_message": f"{type(error).__name__}: {error}"}
        return {"success": False, "result": {}, "exception_info": told}
    return {"success": not failing.any(), "result": {"unexpected_index_list": list(rows.index[failing])}}


def _not_null(rows: pd.DataFrame, column: str) -> pd.Series:
    return rows[column].isna()


def _null(rows: pd.DataFrame, column: str) -> pd.Series:
    return rows[column].notna()


def _in_set(rows: pd.DataFrame, column: str, value_set: list[str]) -> pd.Series:
    return rows[column].notna() & ~rows[column].isin(value_set)


def _matches(rows: pd.DataFrame, column: str, regex: str) -> pd.Series:
    return rows[column].notna() & ~_is_like(rows[column], regex)


def _does_not_match(rows: pd.DataFrame, column: str, regex: str) -> pd.Series:
    return rows[column].notna() & _is_like(rows[column], regex)


def _is_like(texts: pd.Series, regex: str) -> pd.Series:
    pattern = re.compile(regex)
    return texts.map(lambda text: text is not None and pattern.search(str(text)) is not None).astype(bool)


def _between(
    rows: pd.DataFrame, column: str, min_value: float | None = None, max_value: float | None = None
) -> pd.Series:
    failing = rows[column].isna() & False
    if min_value is not None:
        failing |= rows[column] < min_value
    if max_value is not None:
        failing |= rows[column] > max_value
    return failing


def _greater(rows: pd.DataFrame, column_A: str, column_B: str, ignore_row_if: str, or_equal: bool = False) -> pd.Series:
    if ignore_row_if != "either_value_is_missing":
        raise ValueError(f"rows are always left out where either value is missing, not {ignore_row_if}")
    return rows[column_A] < rows[column_B] if or_equal else rows[column_A] <= rows[column_B]


def _unique(rows: pd.DataFrame, column_list: list[str], ignore_row_if: str) -> pd.Series:
    if ignore_row_if != "any_value_is_missing":
        raise ValueError(f"a key of which a part is missing repeats nothing, and is not compared where {ignore_row_if}")
    return rows[column_list].notna().all(axis="columns") & rows.duplicated(column_list, keep=False)


def _unique_value(rows: pd.DataFrame, column: str) -> pd.Series:
    return rows[column].notna() & rows.duplicated([column], keep=False)


_FAILS: dict[str, Callable[..., pd.Series]] = {
    "expect_column_values_to_not_be_null": _not_null,
    "expect_column_values_to_be_null": _null,
    "expect_column_values_to_be_in_set": _in_set,
    "expect_column_values_to_match_regex": _matches,
    "expect_column_values_to_not_match_regex": _does_not_match,
    "expect_column_values_to_be_between": _between,
    "expect_column_pair_values_a_to_be_greater_than_b": _greater,
    "expect_compound_columns_to_be_unique": _unique,
    "expect_column_values_to_be_unique": _unique_value,
}
