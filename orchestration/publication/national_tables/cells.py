"""What stands in a cell: a number as published, a word for a code, or the shorthand for what is missing.

In scope: one value and its shorthand. Out of scope: where a cell is (`worksheets`).
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from orchestration.publication.national_tables.sheet_rows import ShownColumn

NOT_REPORTED, NOT_PROVIDED, UNVERIFIED, SUPPRESSED = "[x]", "[z]", "[u]", "[c]"
SHORTHAND = (
    "Shorthand: [x] not reported, [z] not provided or not applicable, [u] unverified, [c] small number; "
    "the Notes sheet explains them."
)
_BY_STATE = {
    "not_reported": NOT_REPORTED, "denominator_missing": NOT_REPORTED, "unverified": UNVERIFIED,
    "suppressed": SUPPRESSED,
}  # fmt: skip
_NUMERIC = ("DECIMAL", "DOUBLE", "FLOAT", "BIGINT", "HUGEINT", "INTEGER", "SMALLINT", "TINYINT", "UBIGINT")
_LONGEST_TEXT = 32_767  # what a cell can hold


def missing(state: str | None) -> str:
    """Shorthand for a value that is not there, by the state of its row.

    >>> missing("not_reported"), missing("reported"), missing(None)
    ('[x]', '[z]', '[z]')
    """
    return _BY_STATE.get(state or "", NOT_PROVIDED)


def cell(value: Any, column: ShownColumn, state: str | None) -> str | float:
    """Number or text of a cell; never nothing."""
    if value is None:
        return missing(state)
    if isinstance(value, bool):
        return column.values["true" if value else "false"]
    if isinstance(value, (int, float, Decimal)):
        return float(value)
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat(" ", "seconds") if isinstance(value, datetime.datetime) else value.isoformat()
    text = str(value)
    text = column.values.get(text, text.replace("_", " ") if column.is_code else text)
    return text[:_LONGEST_TEXT] or NOT_PROVIDED


def column_cells(values: Sequence[Any], column: ShownColumn, states: Sequence[str | None]) -> list[str | float]:
    """Cells of a whole column.

    Args:
        values: A value for each row.
        column: The column.
        states: State of each row; None where rows have no state.
    """
    if column.type.startswith(_NUMERIC):
        if None not in values:
            return list(map(float, values))
        return [missing(state) if value is None else float(value) for value, state in zip(values, states, strict=True)]
    # Codes, names and years come again and again.
    known: dict[Any, str | float] = {value: cell(value, column, None) for value in set(values) if value is not None}
    if None not in values:
        return list(map(known.__getitem__, values))
    return [missing(state) if value is None else known[value] for value, state in zip(values, states, strict=True)]


def number_format(column: ShownColumn) -> str:
    """How the numbers of a column look; what the cell holds is not rounded."""
    if column.type in {"INTEGER", "BIGINT", "HUGEINT", "SMALLINT"}:
        return "0" if column.unit == "none" else "#,##0"
    if column.unit == "GBP":
        return "#,##0"
    if column.unit in {"per cent", "percentage points"}:
        return "#,##0.0"
    return "#,##0.00"
