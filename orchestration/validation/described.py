"""Expectations that follow from the description of a return: what its columns must contain.

In scope: one expectation per column and statement of the description (required, codes, list, kind, bounds) and one per
natural key. Out of scope: rules that say more than the description does (`expectations/`), and running either
(`validation.suites`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from orchestration.findings.catalogue import Catalogue
from orchestration.returns.description import PLACE_COLUMNS, VALUE_SUFFIX, Column, ReturnDescription, Table

# Codes of the catalogue whose rules are made here.
DESCRIBED_RULES = ("V01", "V02", "V03", "V04", "V05", "V06", "R02", "R08")

_SEVERITIES = {"reject": "critical", "query": "warning", "note": "info"}
_WHOLE_NUMBER = r"^-?[0-9]+$"
# Whether a text is one of these, reading has said and no pattern can: 2013-02-30 is no date, 2012/14 no financial year,
# and a text that looks like a number but was not read as one must not pass for missing.
_READ = {
    "integer": ("V03", "a number"),
    "decimal": ("V03", "a number"),
    "money": ("V03", "a number"),
    "date": ("V05", "a date"),
    "partial_date": ("V05", "a date, a month or a year"),
    "financial_year": ("V06", "a financial year"),
}


def described_expectations(description: ReturnDescription, catalogue: Catalogue) -> list[dict[str, Any]]:
    """Return the expectations of every column and key, in the order of the description.

    Where forms share a table, a column is as the first form with it describes it.
    """
    found: list[dict[str, Any]] = []
    for table in description.tables:
        for column in table.typed_columns:
            found += _of_column(table, column)
        found.append(_of_key(table, {column.name: column for column in table.typed_columns}))
    for expectation in found:
        expectation["severity"] = _SEVERITIES[catalogue[expectation["meta"]["rule"]].severity]
    return found


def _of_column(table: Table, column: Column) -> Iterator[dict[str, Any]]:
    name = column.name
    if column.required:
        yield _expectation(
            table, "V01", "expect_column_values_to_not_be_null", {"column": f"{name}__given"},
            f"Every row has a value for '{column.header}'.",
        )  # fmt: skip
    listed = "force_names" if column.type == "force" else column.allowed_from
    if column.allowed:
        yield _expectation(
            table, "V02", "expect_column_values_to_be_in_set",
            {"column": f"{name}__stated", "value_set": {"$PARAMETER": f"allowed__{table.name}__{name}"}},
            f"'{column.header}' is one of the codes of the description.",
        )  # fmt: skip
    elif listed:
        yield _expectation(
            table, "R02" if column.type == "force" else "V02", "expect_column_values_to_be_in_set",
            {"column": f"{name}__folded", "value_set": {"$PARAMETER": listed}},
            f"'{column.header}' is {'a force the hub knows' if column.type == 'force' else 'in the list of the hub'}.",
        )  # fmt: skip
    if column.type == "integer":
        settings = {"column": f"{name}{VALUE_SUFFIX}", "regex": _WHOLE_NUMBER}
        yield _expectation(
            table, "V03", "expect_column_values_to_match_regex", settings, f"'{column.header}' is a whole number."
        )
    if column.type in _READ:
        rule, kind = _READ[column.type]
        yield _expectation(
            table, rule, "expect_column_values_to_be_null", {"column": f"{name}__unread"},
            f"'{column.header}' is {kind}.",
        )  # fmt: skip
    bounds = {"min_value": column.minimum, "max_value": column.maximum}
    given = {setting: bound for setting, bound in bounds.items() if bound is not None}
    if given:
        yield _expectation(
            table, "V04", "expect_column_values_to_be_between", {"column": f"{name}__number", **given},
            f"'{column.header}' is within its bounds.",
        )  # fmt: skip


def _of_key(table: Table, columns: dict[str, Column]) -> dict[str, Any]:
    key = [name if name in PLACE_COLUMNS else compared(columns[name]) for name in table.natural_key]
    sentence = "No two rows have the same key."
    if len(key) == 1:
        return _expectation(table, "R08", "expect_column_values_to_be_unique", {"column": key[0]}, sentence)
    settings = {"column_list": key, "ignore_row_if": "any_value_is_missing"}
    return _expectation(table, "R08", "expect_compound_columns_to_be_unique", settings, sentence)


def compared(column: Column) -> str:
    """The form of a column in which keys are compared: spellings of one name or code are the same key.

    It is empty where the cell cannot be read, or is blank although the column is required: such a key repeats nothing.
    """
    kind = "heading_key" if column.allowed_from == "poa_heading_names" else "key"
    return f"{column.name}__{kind}{'' if column.required else '_or_blank'}"


def _expectation(table: Table, rule: str, kind: str, settings: dict[str, Any], sentence: str) -> dict[str, Any]:
    return {"type": kind, "kwargs": settings, "meta": {"rule": rule, "table": table.name}, "description": sentence}
