"""A table as it was found on a sheet: where its columns stand, where it ends, what is hidden or has no value in it.

In scope: the table as a whole. Out of scope: what becomes of each row (`intake.table_rows`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from orchestration.findings.finding import Finding
from orchestration.intake.headings import Headings
from orchestration.readers.sheets import Sheet, cell_position, column_letter
from orchestration.returns.description import ReturnDescription, Table
from orchestration.returns.reference_lists import ReferenceLists, folded


@dataclass(frozen=True)
class ParsedTable:
    """A table whose headings were found.

    Attributes:
        description: The return.
        table: The table.
        sheet: The sheet it stands on.
        headings: Its headings.
        positions: Column name to position on the sheet.
        family: Positions of the columns of a family.
        is_1904: Whether the workbook counts dates from 1904.
        tells_layout: Whether footnotes are told.
        rounding: What each part of a total may be off, in the last digit that its figures are given with.
        financial_year: Financial year of the file, where it is of one.
        others: Position to name of columns that are not of the table, whose cells are kept beside it.
        is_text: Whether it is a text file, where a value beyond the headings has moved those before it.
    """

    description: ReturnDescription
    table: Table
    sheet: Sheet
    headings: Headings
    positions: dict[str, int]
    family: tuple[int, ...]
    is_1904: bool
    tells_layout: bool
    rounding: Decimal
    financial_year: str | None = None
    others: Mapping[int, str] = field(default_factory=dict)
    is_text: bool = False

    @property
    def label_position(self) -> int | None:
        """Where the label column stands, if the table has one."""
        return self.positions.get(self.table.label_column or "")


def known_labels(found: ParsedTable, lists: ReferenceLists) -> frozenset[str]:
    """Folded labels that a row of figures may bear, where the table's labels are a list."""
    column = next((column for column in found.table.columns if column.name == found.table.label_column), None)
    if column is None:
        return frozenset()
    listed = lists.lists.get(column.allowed_from or "", ())
    return frozenset((*listed, *(folded(code) for code in column.allowed or ())))


def end_of_table(found: ParsedTable, labels: frozenset[str]) -> int:
    """Index of the first row below the table: rows from there on fill one cell only, as footnotes do."""
    rows, first = found.sheet.rows, found.headings.last
    if len(found.table.columns) < 3:
        return len(rows)
    at = found.label_position
    for number in range(len(rows) - 1, first, -1):
        filled = [cell for cell in rows[number] if cell and cell.strip()]
        has_label = at is not None and at < len(rows[number]) and folded(rows[number][at] or "") in labels
        if len(filled) > 1 or (filled and has_label):
            return number + 1
    return first + 1


def hidden_findings(found: ParsedTable, end: int) -> list[Finding]:
    """Hidden rows and columns of the table that hold something."""
    rows = [number for number in found.sheet.hidden_rows if found.headings.last < number - 1 < end]
    letters = {column_letter(at) for at in found.positions.values()}
    hidden = [letter for letter in found.sheet.hidden_columns if letter in letters]
    columns = [letter for letter in hidden if _holds_something(found, letter, end)]
    findings = []
    for kind, places in (("row", [str(number) for number in rows]), ("column", columns)):
        if places:
            value = (
                f"{kind}{'s' if len(places) > 1 else ''} {', '.join(places[:10])}{' ...' if len(places) > 10 else ''}"
            )
            findings.append(Finding("S08", sheet=found.sheet.name, value=value))
    return findings


def _holds_something(found: ParsedTable, letter: str, end: int) -> bool:
    at = cell_position(f"{letter}1")[1]
    return any(at < len(row) and (row[at] or "").strip() for row in found.sheet.rows[found.headings.last + 1 : end])


def cells_without_value(found: ParsedTable, end: int) -> list[Finding]:
    """Cells of the table that hold an error, or a formula that was never calculated."""
    used = {*found.positions.values(), *found.family}
    cells: list[tuple[str, str, str | None]] = [("C06", *error) for error in found.sheet.errors.items()]
    cells += [("C07", address, None) for address in found.sheet.uncalculated]
    findings = []
    for rule_id, address, text in cells:
        row, column = cell_position(address)
        if found.headings.last < row < end and column in used:
            heading = found.headings.texts[column]
            findings.append(
                Finding(rule_id, found.sheet.name, row + 1, column_letter(column), column=heading, value=text)
            )
    return findings
