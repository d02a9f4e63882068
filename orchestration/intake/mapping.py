"""Sheets of text to the rows of the return's tables; every row of every sheet gets exactly one fate.

Belongs here: finding headings, assigning columns, fates. Does not belong here: judging values (`expectations/`) or
storing rows (`ledger`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from orchestration.intake.recognition import header_row, sheet_of
from orchestration.readers.sheets import ReadFile, Row, Sheet, cell_position, column_letter, is_blank
from orchestration.returns.description import Fate, Form, OtherSheet, Table, normalised
from orchestration.validation.findings import Finding, nearest_sentence


@dataclass(frozen=True)
class MappedTable:
    """Rows of one table, as text.

    Attributes:
        table: Its description.
        sheet: Sheet the rows stand on.
        places: Column name to (heading as printed, letter on the sheet).
        rows: Each row's number on the sheet and its values in the order of `table.column_names`; for a table with a
            column family, the letter of the family column stands between the two.
    """

    table: Table
    sheet: str
    places: dict[str, tuple[str, str]]
    rows: list[tuple[int, str | None, list[str | None]]]


@dataclass(frozen=True)
class OtherRow:
    """A row that is not data, kept as it is."""

    sheet: str
    row: int
    fate: Fate
    reason: str
    cells: Row


@dataclass
class MappedFile:
    """A file with every row accounted for."""

    tables: list[MappedTable] = field(default_factory=list)
    other_rows: list[OtherRow] = field(default_factory=list)
    fates: Counter[tuple[str, Fate, str]] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)

    def keep(self, sheet: str, row: int, fate: Fate, reason: str, cells: Row) -> None:
        """Give a row that is not data its fate; blank rows are counted, not stored."""
        self.fates[(sheet, fate, reason)] += 1
        if fate != "blank":
            self.other_rows.append(OtherRow(sheet, row, fate, reason, cells))


def map_file(form: Form, content: ReadFile) -> MappedFile:
    """Account for every row of a file."""
    mapped = MappedFile()
    used: set[str] = set()
    for table in form.tables:
        sheet = sheet_of(table, content)
        if sheet is None:
            names = [other.name for other in content.sheets]
            mapped.findings.append(
                Finding("S01", expected=table.sheet, detail=nearest_sentence(table.sheet or "", names))
            )
            continue
        used.add(sheet.name)
        if sheet.is_hidden:
            mapped.findings.append(Finding("S02", sheet=sheet.name))
        _map_table(table, sheet, mapped)
    for sheet in content.sheets:
        if sheet.name not in used:
            _keep_other_sheet(form, sheet, mapped)
    return mapped


def keep_all(content: ReadFile, reason: str) -> MappedFile:
    """Keep every row of a file that could not be recognised."""
    mapped = MappedFile()
    for sheet in content.sheets:
        _keep_rows(sheet, 0, "quarantined", reason, mapped)
    return mapped


def _keep_other_sheet(form: Form, sheet: Sheet, mapped: MappedFile) -> None:
    known: OtherSheet | None = next(
        (other for other in form.other_sheets if normalised(other.sheet) == normalised(sheet.name)), None
    )
    if known:
        _keep_rows(sheet, 0, known.fate, known.reason, mapped)
        return
    filled = sum(not is_blank(row) for row in sheet.rows)
    if filled:
        mapped.findings.append(Finding("S12", sheet=sheet.name, value=str(filled)))
    _keep_rows(sheet, 0, "quarantined", "The sheet is not part of the return.", mapped)


def _keep_rows(sheet: Sheet, start: int, fate: Fate, reason: str, mapped: MappedFile) -> None:
    for index, row in enumerate(sheet.rows[start:], start=start):
        blank = is_blank(row)
        mapped.keep(sheet.name, index + 1, "blank" if blank else fate, "" if blank else reason, row)


def _map_table(table: Table, sheet: Sheet, mapped: MappedFile) -> None:
    index, share = header_row(table, sheet.rows)
    if share == 0:
        wanted = ", ".join(column.header for column in table.columns)
        mapped.findings.append(Finding("S13", sheet=sheet.name, detail=f"The headings are: {wanted}."))
        _keep_rows(sheet, 0, "quarantined", "No headings were found on the sheet.", mapped)
        return
    for number, row in enumerate(sheet.rows[:index]):
        blank = is_blank(row)
        mapped.keep(sheet.name, number + 1, "blank" if blank else "title", "" if blank else "Above the headings.", row)
    mapped.keep(sheet.name, index + 1, "header", "Headings of the table.", sheet.rows[index])
    positions, family, problems = _columns(table, sheet, index)
    mapped.findings.extend(problems)
    if problems:
        _keep_rows(sheet, index + 1, "quarantined", "The headings of the sheet are not those of the return.", mapped)
        return
    _map_rows(table, sheet, index, positions, family, mapped)


def _columns(table: Table, sheet: Sheet, index: int) -> tuple[dict[str, int], list[int], list[Finding]]:
    """Positions of the described columns, of the family's columns, and what is wrong with the headings."""
    positions: dict[str, int] = {}
    family: list[int] = []
    unknown: list[tuple[int, str]] = []
    problems: list[Finding] = []
    for position, heading in enumerate(sheet.rows[index]):
        text = (heading or "").strip()
        if not text:
            if any(len(row) > position and (row[position] or "").strip() for row in sheet.rows[index + 1 :]):
                unknown.append((position, ""))
            continue
        column = next((column for column in table.columns if column.is_headed_by(text)), None)
        if column and column.name in positions:
            problems.append(_heading_finding("S11", sheet, index, position, text))
        elif column:
            positions[column.name] = position
        elif table.column_family and table.column_family.heads(text):
            family.append(position)
        else:
            unknown.append((position, text))
    missing = [column for column in table.columns if column.name not in positions]
    for position, text in unknown:
        near = nearest_sentence(text, [column.header for column in table.columns]) if text else ""
        problems.append(_heading_finding("S10", sheet, index, position, text, near))
    for column in missing:
        near = nearest_sentence(column.header, [text for _, text in unknown if text])
        detail = near.replace("nearest known name", "nearest heading on the sheet")
        problems.append(Finding("S05", sheet=sheet.name, row=index + 1, expected=column.header, detail=detail))
    return positions, family, problems


def _heading_finding(rule_id: str, sheet: Sheet, index: int, position: int, text: str, detail: str = "") -> Finding:
    return Finding(
        rule_id, sheet=sheet.name, row=index + 1, column_letter=column_letter(position), value=text, detail=detail
    )


def _map_rows(
    table: Table, sheet: Sheet, index: int, positions: dict[str, int], family: list[int], mapped: MappedFile
) -> None:
    headings = sheet.rows[index]
    places = {name: ((headings[at] or "").strip(), column_letter(at)) for name, at in positions.items()}
    rows: list[tuple[int, str | None, list[str | None]]] = []
    end = _end_of_table(table, sheet, index, positions)
    for number in range(index + 1, len(sheet.rows)):
        row = sheet.rows[number]
        if is_blank(row):
            mapped.keep(sheet.name, number + 1, "blank", "", row)
        elif number >= end:
            mapped.keep(sheet.name, number + 1, "footnote", "Below the table.", row)
        else:
            mapped.fates[(sheet.name, "data", "")] += 1
            own = [row[positions[column.name]] for column in table.columns]
            if table.column_family:
                rows.extend((number + 1, column_letter(at), [*own, headings[at], row[at]]) for at in family)
            else:
                rows.append((number + 1, None, own))
    if not rows and not table.may_be_empty:
        mapped.findings.append(Finding("S14", sheet=sheet.name))
    mapped.findings.extend(_cells_without_value(sheet, index, end, positions))
    mapped.tables.append(MappedTable(table, sheet.name, places, rows))


def _cells_without_value(sheet: Sheet, index: int, end: int, positions: dict[str, int]) -> list[Finding]:
    """Cells of the table that hold an error, or a formula that was never calculated."""
    used = set(positions.values())
    cells: list[tuple[str, str, str | None]] = [("C06", *error) for error in sheet.errors.items()]
    cells += [("C07", address, None) for address in sheet.uncalculated]
    findings = []
    for rule_id, address, text in cells:
        row, column = cell_position(address)
        if index < row < end and column in used:
            heading = (sheet.rows[index][column] or "").strip()
            letter = column_letter(column)
            findings.append(Finding(rule_id, sheet.name, row + 1, letter, column=heading, value=text))
    return findings


def _end_of_table(table: Table, sheet: Sheet, index: int, positions: dict[str, int]) -> int:
    """Index of the first row below the table: rows from there on fill one cell only, as footnotes do."""
    end = len(sheet.rows)
    if len(table.columns) < 3:
        return end
    for number in range(len(sheet.rows) - 1, index, -1):
        filled = sum(bool((cell or "").strip()) for cell in sheet.rows[number])
        if filled > 1:
            return number + 1
    return index + 1
