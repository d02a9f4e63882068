"""Defects of a list in Parquet: columns that are no text and no exact number. The list is sent as Parquet then.

In scope: kinds of columns. Out of scope: text files (`defects.texts`), values of cells (`defects.cells`).
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from orchestration.synthetic_data.defects.registry import Mark, Original, Outcome, on_file

_RETURN = "procurement_spend"
_SUFFIX = ".parquet"


@on_file("C25", _RETURN)
def short_floats(original: Original) -> Outcome:
    """Amounts as 32-bit floating-point numbers."""
    return _as_parquet(original, "Amount (£)", "CAST({} AS FLOAT)", "32-bit floating-point numbers")


@on_file("F20", _RETURN)
def bytes_for_text(original: Original) -> Outcome:
    """A column of bytes that are not UTF-8."""
    return _as_parquet(original, "Supplier", r"CAST({} || '\xE9' AS BLOB)", "bytes that are not UTF-8")


@on_file("S27", _RETURN)
def records(original: Original) -> Outcome:
    """A column of records."""
    return _as_parquet(original, "Supplier", "{{'name': {}, 'number': 1}}", "records of a name and a number")


def _as_parquet(original: Original, heading: str, cell: str, planted: str) -> Outcome:
    import duckdb

    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "list.parquet"
        changed = cell.format(f'"{heading}"')
        connection.read_csv(str(original.path), all_varchar=True).create_view("lines")
        selected = f'SELECT * REPLACE ({changed} AS "{heading}") FROM lines'
        connection.execute(f"COPY ({selected}) TO '{path}' (FORMAT parquet)")
        return original.replaced(path.read_bytes(), Mark(planted), suffix=_SUFFIX)
