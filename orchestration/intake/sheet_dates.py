"""The dates of one sheet, column by column, while its rows are read.

In scope: which order each column of a found table is written in, and which of its dates lie outside the days expected.
Out of scope: deciding either (`intake.date_columns`), or long lists (`intake.large_file_repairs`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from orchestration.findings.finding import Finding
from orchestration.intake.date_columns import (
    ColumnOrder,
    OutsidePeriod,
    expected_period,
    finding_of_contradiction,
    finding_of_exchange,
    finding_of_period,
    is_date,
    order_of,
)
from orchestration.intake.dates import DateOrder
from orchestration.intake.headings import Headings
from orchestration.readers.sheets import Row, Sheet, column_letter
from orchestration.returns.description import Column, Table
from orchestration.warehouse.ledger import now


class SheetDates:
    """The columns of dates of one table on a sheet.

    Args:
        table: The table.
        sheet: The sheet it stands on.
        headings: Its headings.
        positions: Column name to position on the sheet.
        end: Index of the first row below it.
        financial_year: Financial year of the file, where it is of one.
    """

    def __init__(
        self,
        table: Table,
        sheet: Sheet,
        headings: Headings,
        positions: Mapping[str, int],
        end: int,
        financial_year: str | None,
    ) -> None:
        self._sheet = sheet
        self._headings = headings
        self._positions = positions
        columns = {each.name: each for each in table.columns if is_date(each) and each.name in positions}
        rows = sheet.rows[headings.last + 1 : end] if columns else []
        self._rows: list[tuple[int, Row]] = list(enumerate(rows, start=headings.last + 2))
        today = now().date()
        self._periods = {name: expected_period(column, financial_year, today) for name, column in columns.items()}
        self._orders = {name: order_of(column, self._cells(name), financial_year) for name, column in columns.items()}
        self._outside: dict[str, OutsidePeriod] = {}

    def order(self, column: Column) -> DateOrder:
        """In which order the dates of a column are written."""
        return self._orders[column.name].order if column.name in self._orders else "undecided"

    def look_at(self, column: Column, row: int, given: str, value: str | None) -> None:
        """Note a date that lies outside the days expected."""
        period = self._periods.get(column.name)
        if period is None or value is None or not period.excludes(value):
            return
        outside = self._outside.get(column.name)
        if outside:
            outside.count += 1
        else:
            self._outside[column.name] = OutsidePeriod(row, given, value)

    def findings(self) -> list[Finding]:
        """The questions to whole columns."""
        asked = [
            self._contradiction(name, found) for name, found in self._orders.items() if found.order == "contradictory"
        ]
        for name, found in self._orders.items():
            if found.exchanged:
                row = self._row_of(name, found.first_exchanged)
                asked.append(finding_of_exchange(self._place(name), row, found))
        for name, outside in self._outside.items():
            asked.append(finding_of_period(self._place(name), self._periods[name], outside))
        return asked

    def _contradiction(self, name: str, order: ColumnOrder) -> Finding:
        place = self._place(name)
        day_first = f"{place.column_letter}{self._row_of(name, order.day_first)}"
        return finding_of_contradiction(place, self._row_of(name, order.month_first), order, day_first)

    def _place(self, name: str) -> Finding:
        """A finding with the sheet and the column only."""
        at = self._positions[name]
        return Finding("C44", self._sheet.name, column_letter=column_letter(at), column=self._headings.texts[at])

    def _cells(self, name: str) -> list[tuple[str, int]]:
        """Texts of a column in the order they first stand in, and how many cells hold each."""
        at = self._positions[name]
        return list(Counter(row[at] or "" for _, row in self._rows if at < len(row) and row[at]).items())

    def _row_of(self, name: str, text: str) -> int:
        """Number of the first row that holds a text in a column."""
        at = self._positions[name]
        return next(number for number, row in self._rows if at < len(row) and row[at] == text)
