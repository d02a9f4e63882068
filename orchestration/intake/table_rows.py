"""The rows below the headings of one table: data, totals, repeated rows, footnotes, a second table; and their values.

In scope: the fate of each row and the reading of its cells. Out of scope: finding the headings
(`intake.headings`), how a cell is read (`intake.values`), or how a total is checked (`intake.totals`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import NamedTuple

from orchestration.findings.finding import Finding
from orchestration.intake.dates import DateOrder
from orchestration.intake.found_table import (
    ParsedTable,
    cells_without_value,
    end_of_table,
    hidden_findings,
    known_labels,
)
from orchestration.intake.headings import headed_width, is_repeated
from orchestration.intake.list_rows import cut_off
from orchestration.intake.mapped import LandedRow, MappedFile, MappedTable, Repair, rows_in_words
from orchestration.intake.other_cells import kept_text
from orchestration.intake.repair_findings import repair_findings
from orchestration.intake.sheet_dates import SheetDates
from orchestration.intake.totals import FigureRow, check_totals, is_total_label
from orchestration.intake.unread_numbers import columns_in_doubt
from orchestration.intake.values import EMPTY, Reading, Signs, is_plain_number, read_cell, signs_of
from orchestration.readers.sheets import Row, column_letter, is_blank
from orchestration.returns.description import MISSING_SUFFIX, VALUE_SUFFIX, Column
from orchestration.returns.reference_lists import ReferenceLists, folded

# The last digit that figures are given with: what a part of a total may be off is told in it.
_LAST_DIGIT = {"money": Decimal(1), "integer": Decimal(1), "decimal": Decimal("0.1")}


def map_rows(found: ParsedTable, lists: ReferenceLists, mapped: MappedFile) -> None:
    """Give each row below the headings its fate, and the data its values."""
    rows = _Rows(found, lists, mapped)
    for number in range(found.headings.last + 1, len(found.sheet.rows)):
        if rows.take(number):
            break
    rows.finish()


class _Rows:
    """Goes through the rows of one table."""

    def __init__(self, found: ParsedTable, lists: ReferenceLists, mapped: MappedFile) -> None:
        self._found = found
        self._sheet = found.sheet
        self._mapped = mapped
        self._labels = known_labels(found, lists)
        self._top_labels = lists.top_headings if found.table.listed == "poa_headings" else frozenset[str]()
        self._end = end_of_table(found, self._labels)
        self._reader = CellReader(found, self._end)
        self._landed: list[tuple[int, str | None, LandedRow]] = []
        self._labelled: list[tuple[int, str, Row, bool]] = []
        self._printed = {
            cell for at in range(found.headings.first, found.headings.last + 1) for cell in self._sheet.rows[at]
        }
        self._seen: dict[tuple[str | None, ...], int] = {}
        self._after_blank = False
        self._width = headed_width(found.headings) if found.is_text else None
        self._is_partial = False
        # An item of the sheet About that is written twice says nothing twice.
        is_checked = found.table.name != "about" and not found.table.rows_may_repeat
        self._looks_for_repeats = found.description.per_force and is_checked

    def take(self, number: int) -> bool:
        """Give one row its fate; True if it and all below it were set aside at once."""
        row = self._sheet.rows[number]
        if is_blank(row):
            self._mapped.keep(self._sheet.name, number + 1, "blank", "", row)
            self._after_blank = True
        elif number >= self._end:
            self._mapped.keep(self._sheet.name, number + 1, "footnote", "Below the table.", row)
        elif self._width is not None and not is_blank(row[self._width :]):
            self._mapped.keep(self._sheet.name, number + 1, "quarantined", "More values than headings.", row)
            self._is_partial = True
        elif self._landed and self._repeats_headings(row):
            self._set_rest_aside("S15", number, "Below repeated headings.")
            return True
        elif self._after_blank and self._landed and self._begins_another_table(row):
            self._set_rest_aside("S09", number, "A second table on the sheet.")
            return True
        else:
            self._after_blank = False
            self._take_filled(number, row)
        return False

    def finish(self) -> None:
        """What can be said only when all rows are known."""
        found, sheet = self._found, self._sheet
        if not (self._landed or self._is_partial or found.table.may_be_empty):
            self._mapped.findings.append(Finding("S14", sheet=sheet.name))
        footnotes = self._mapped.fates[(sheet.name, "footnote", "Below the table.")]
        if footnotes and found.tells_layout:
            self._mapped.findings.append(
                Finding("S06", sheet=sheet.name, row=self._end + 1, value=rows_in_words(footnotes))
            )
        self._mapped.findings.extend(cut_off(sheet.name, self._landed[-1][0]) if self._landed else [])
        self._mapped.findings.extend(hidden_findings(found, self._end))
        self._mapped.findings.extend(cells_without_value(found, self._end))
        self._mapped.findings.extend(self._totals())
        self._mapped.repairs.extend(self._reader.repairs)
        self._mapped.findings.extend(repair_findings(self._reader.repairs))
        self._mapped.findings.extend(self._reader.dates.findings())
        places = {name: (found.headings.texts[at], column_letter(at)) for name, at in found.positions.items()}
        self._mapped.tables.append(MappedTable(found.table, sheet.name, places, self._landed))

    def _take_filled(self, number: int, row: Row) -> None:
        at, label = self._label_of(row)
        if label and folded(label) not in self._labels and is_total_label(label) and not self._says_more(row, at):
            self._mapped.keep(self._sheet.name, number + 1, "subtotal", "A total of other rows.", row)
            self._labelled.append((number, label, row, True))
            return
        if self._looks_for_repeats and self._repeats(number, row):
            return
        self._mapped.fates[(self._sheet.name, "data", "")] += 1
        for letter, values in self._reader.landed(number, row):
            self._landed.append((number + 1, letter, values))
        if label:
            self._labelled.append((number, label, row, False))

    def _repeats_headings(self, row: Row) -> bool:
        """Whether the row holds the headings again; only rows with two of the very same texts are looked at closer."""
        same = sum(cell is not None and cell in self._printed for cell in row)
        return same >= 2 and is_repeated(self._found.table.headed_columns, row)

    def _repeats(self, number: int, row: Row) -> bool:
        """Whether a row says what an earlier one said in every cell; it is then set aside and told."""
        key = tuple(row)
        first = self._seen.setdefault(key, number)
        if first == number:
            return False
        reason = f"Repeats row {first + 1} in every cell."
        self._mapped.keep(self._sheet.name, number + 1, "quarantined", reason, row)
        self._mapped.findings.append(Finding("R09", sheet=self._sheet.name, row=number + 1, expected=str(first + 1)))
        return True

    def _says_more(self, row: Row, label_at: int | None) -> bool:
        """Whether a row fills another column that rows of figures fill and totals do not: then its label is a name."""
        table = self._found.table
        others = [
            self._found.positions[column.name]
            for column in table.columns
            if (column.required or column.name in (table.label_column, *table.total_columns))
            and not column.is_number
            and column.name in self._found.positions
        ]
        return any(at < len(row) and (row[at] or "").strip() for at in others if at != label_at)

    def _is_top(self, label: str) -> bool:
        return not self._top_labels or folded(label) in self._top_labels

    def _label_of(self, row: Row) -> tuple[int | None, str]:
        """Where the label of a row stands, and its text: in its column, or where a total may have it instead."""
        if label := self._label(row):
            return self._found.label_position, label
        for name in self._found.table.total_columns:
            at = self._found.positions.get(name)
            text = (row[at] or "").strip() if at is not None and at < len(row) else ""
            if is_total_label(text):
                return at, text
        return self._found.label_position, ""

    def _label(self, row: Row) -> str:
        at = self._found.label_position
        return (row[at] or "").strip() if at is not None and at < len(row) else ""

    def _begins_another_table(self, row: Row) -> bool:
        """Whether a row after a gap reads like headings: text in several cells, and where numbers belong only text."""
        filled = sum(bool((cell or "").strip()) for cell in row)
        if filled < 2 or folded(self._label(row)) in self._labels:
            return False
        numbers = [at for column, at in self._reader.number_places() if at < len(row) and (row[at] or "").strip()]
        return bool(numbers) and not self._reader.numbers(row) and not self._reader.has_signs(row)

    def _set_rest_aside(self, rule_id: str, number: int, reason: str) -> None:
        kept = self._mapped.keep_rows(self._sheet, number, "quarantined", reason)
        self._end = number
        self._mapped.findings.append(
            Finding(rule_id, sheet=self._sheet.name, row=number + 1, value=rows_in_words(kept - 1))
        )

    def _totals(self) -> list[Finding]:
        table, sheet = self._found.table, self._sheet
        if self._is_partial or not any(is_total for *_, is_total in self._labelled):
            return []
        labelled = [(number, row) for number, _, row, _ in self._labelled]
        found = self._found
        unread = columns_in_doubt(found.description, table.columns, found.positions, sheet, labelled)
        figures = [
            FigureRow(number, label, is_total, self._is_top(label), self._reader.numbers(row, unread))
            for number, label, row, is_total in self._labelled
        ]
        kinds = {column.name: column for column in table.columns}
        findings = []
        # Payments are published to the penny; a sum of thousands of them must not be off by thousands of pounds.
        last_digit = _LAST_DIGIT | ({"money": Decimal("0.01")} if table.rows_may_repeat else {})
        for total in check_totals(figures, lambda name: self._found.rounding * last_digit[kinds[name].type]):
            at = self._found.positions[total.column]
            findings.append(
                Finding(
                    "R10" if total.agrees else "R15", sheet=sheet.name, row=total.row.index + 1,
                    column_letter=column_letter(at), column=self._found.headings.texts[at],
                    value=f"'{total.row.label}' of {total.given:,f}",
                    expected=f"{total.parts:,f}" if total.parts is not None else "nothing",
                )
            )  # fmt: skip
        return findings


class _Place(NamedTuple):
    """A column on the sheet, and where its text, value and kind of missing are landed; -1 where they are not."""

    at: int
    text: int
    value: int
    missing: int
    column: Column
    signs: Signs
    known: dict[str, Reading]
    order: DateOrder


class CellReader:
    """Reads the cells of a table, and keeps every repair.

    Args:
        found: The table.
        end: Index of the first row below it; the end of the sheet where None.
    """

    def __init__(self, found: ParsedTable, end: int | None = None) -> None:
        self._found = found
        end = len(found.sheet.rows) if end is None else end
        self.dates = SheetDates(found.table, found.sheet, found.headings, found.positions, end, found.financial_year)
        self._index = {name: index for index, name in enumerate(found.table.landed_columns)}
        self._places = [
            self._place(column, found.positions[column.name])
            for column in found.table.columns
            if column.name in found.positions
        ]
        self._family = [self._place(found.table.typed_columns[-1], at) for at in found.family]
        self._percents = frozenset(found.sheet.percents)
        self.repairs: list[Repair] = []

    def number_places(self) -> list[tuple[Column, int]]:
        """Columns of numbers and where they stand."""
        return [(place.column, place.at) for place in self._places if place.column.is_number]

    def landed(self, number: int, row: Row) -> list[tuple[str | None, LandedRow]]:
        """The landed row, or one for each column of a family."""
        own: LandedRow = [None] * len(self._index)
        self._put(own, self._places, number, row)
        if self._found.others:
            own[self._index[self._found.table.other_cells or ""]] = kept_text(row, self._found.others)
        family = self._found.table.column_family
        if family is None:
            return [(None, own)]
        rows: list[tuple[str | None, LandedRow]] = []
        for place in self._family:
            copy = list(own)
            copy[self._index[family.label]] = self._found.headings.texts[place.at]
            self._put(copy, [place], number, row)
            rows.append((column_letter(place.at), copy))
        return rows

    def numbers(self, row: Row, but: Collection[str] = ()) -> dict[str, Decimal]:
        """The numbers of a row by column, as they are read, some columns apart."""
        found = {}
        for place in self._places:
            if place.missing >= 0 and place.at < len(row) and place.column.name not in but:
                reading = self._reading(place, row[place.at])
                if reading.value is not None:
                    found[place.column.name] = Decimal(reading.value)
        return found

    def has_signs(self, row: Row) -> bool:
        """Whether a number of the row is given as missing."""
        return any(
            place.missing >= 0 and place.at < len(row) and self._reading(place, row[place.at]).missing is not None
            for place in self._places
        )

    def _place(self, column: Column, at: int) -> _Place:
        return _Place(
            at, self._index[column.name], self._index.get(column.name + VALUE_SUFFIX, -1),
            self._index.get(column.name + MISSING_SUFFIX, -1), column, signs_of(self._found.description, column), {},
            self.dates.order(column),
        )  # fmt: skip

    def _reading(self, place: _Place, given: str | None) -> Reading:
        if given is None:
            return EMPTY
        # Columns repeat their values, so that most cells need to be looked up only.
        reading = place.known.get(given)
        if reading is None:
            reading = read_cell(given, place.column, place.signs, is_1904=self._found.is_1904, order=place.order)
            place.known[given] = reading
        return reading

    def _put(self, landed: LandedRow, places: Sequence[_Place], number: int, row: Row) -> None:
        width = len(row)
        for place in places:
            given = row[place.at] if place.at < width else None
            if given is None:
                continue
            if place.missing >= 0 and not self._percents and is_plain_number(given):
                landed[place.text] = landed[place.value] = given
                continue
            reading = self._reading(place, given)
            if self._percents and f"{column_letter(place.at)}{number + 1}" in self._percents:
                reading = read_cell(given, place.column, place.signs, is_percent=True, is_1904=self._found.is_1904)
            landed[place.text] = given
            if place.value >= 0:
                landed[place.value] = reading.value
            if place.missing >= 0:
                landed[place.missing] = reading.missing
            self.dates.look_at(place.column, number + 1, given, reading.value)
            if reading.rules:
                self._note(place, number, given, reading)

    def _note(self, place: _Place, number: int, given: str, reading: Reading) -> None:
        if f"{column_letter(place.at)}{number + 1}" in self._found.sheet.errors:
            return  # the workbook itself says that it is an error
        heading = self._found.headings.texts[place.at]
        for rule_id in reading.rules:
            self.repairs.append(
                Repair(
                    self._found.table, self._found.sheet.name, number + 1, column_letter(place.at), place.column.name,
                    heading, rule_id, given, reading.value, reading.missing,
                )
            )  # fmt: skip
