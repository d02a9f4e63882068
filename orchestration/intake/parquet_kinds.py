"""Kinds of Parquet columns that are no text and no exact number: structures are refused, short floats are asked about.

In scope: judging the kinds of columns. Out of scope: the file (`readers.parquet`), how typed cells become text
(`intake.large_file_profile`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orchestration.findings.finding import Finding
from orchestration.readers.sheets import column_letter
from orchestration.returns.description import Table

_RECORDS = ("STRUCT", "MAP", "UNION", "VARIANT")
_SHORT_FLOAT = "FLOAT"


def structures(headings: Sequence[str], types: Sequence[str]) -> list[Finding]:
    """S27 for each column that holds records or lists of values instead of single ones."""
    return [
        Finding("S27", sheet="", column_letter=column_letter(at), column=headings[at], value=_kind_in_words(kind))
        for at, kind in enumerate(types)
        if _is_structure(kind)
    ]


def short_floats(
    table: Table, positions: Mapping[str, int], headings: Sequence[str], types: Sequence[str]
) -> list[Finding]:
    """C25 for each column of money that is stored as 32-bit floating-point numbers."""
    return [
        Finding("C25", sheet="", column_letter=column_letter(at), column=headings[at])
        for column in table.columns
        if column.type == "money" and (at := positions.get(column.name, -1)) >= 0 and types[at] == _SHORT_FLOAT
    ]


def _is_structure(kind: str) -> bool:
    return kind.startswith(_RECORDS) or kind.endswith("]")


def _kind_in_words(kind: str) -> str:
    return "lists of values" if kind.endswith("]") else "records of several values"
