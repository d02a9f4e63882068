"""Columns of numbers with a cell that could not be read: no total of them can be checked.

In scope: finding those columns. Out of scope: checking totals (`intake.totals`), or telling of the cells
(`intake.table_rows`, the suite of the return).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from orchestration.intake.values import read_cell, signs_of
from orchestration.readers.sheets import Row, Sheet, column_letter
from orchestration.returns.description import Column, ReturnDescription


def columns_in_doubt(
    description: ReturnDescription,
    columns: Sequence[Column],
    positions: Mapping[str, int],
    sheet: Sheet,
    rows: Iterable[tuple[int, Row]],
) -> set[str]:
    """Columns in which a cell has an error, a formula without a result, or a text that is no number.

    Args:
        description: The return.
        columns: Columns of the table.
        positions: Where they stand on the sheet.
        sheet: The sheet.
        rows: Labelled rows of the table, each with its index on the sheet.
    """
    uncalculated = set(sheet.uncalculated)
    places = [(column, positions.get(column.name)) for column in columns if column.is_number]
    signs = {column.name: signs_of(description, column) for column, _ in places}
    doubtful = set()
    for number, row in rows:
        for column, at in places:
            if at is None or column.name in doubtful:
                continue
            given = row[at] if at < len(row) else None
            is_without_result = f"{column_letter(at)}{number + 1}" in uncalculated
            if is_without_result or read_cell(given, column, signs[column.name]).is_unread(given):
                doubtful.add(column.name)
    return doubtful
