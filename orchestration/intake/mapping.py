"""Sheets of text to the rows of the return's tables; every row of every sheet gets exactly one fate.

In scope: which sheet is which table, which column stands where, and what becomes of everything else. Out of scope:
the rows of one table (`intake.table_rows`), values of cells (`intake.values`), judging them
(`expectations/`), or storing them (`intake.record`).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from rapidfuzz import fuzz

from orchestration.findings.finding import Finding, nearest_sentence
from orchestration.intake.cross_tables import map_cross_tables
from orchestration.intake.found_table import ParsedTable
from orchestration.intake.headings import Headings, find_headings, with_family
from orchestration.intake.mapped import MappedFile, rows_in_words, titles_in_words
from orchestration.intake.other_cells import other_column_findings, other_columns
from orchestration.intake.recognition import ENOUGH_HEADINGS, parts_of, sheet_of
from orchestration.intake.table_rows import map_rows
from orchestration.readers.sheets import ReadFile, Sheet, cell_position, column_letter, is_blank
from orchestration.returns.description import PLACE_COLUMNS, Column, Form, ReturnDescription, Table
from orchestration.returns.hub_sheets import is_findings_sheet
from orchestration.returns.layouts import Fate, OtherSheet
from orchestration.returns.reference_lists import ReferenceLists

HALF_A_UNIT = Decimal("0.5")
_ONE_OR_TWO_LETTERS_OFF = 85  # per cent of letters that a misspelt heading has in common with the right one


@dataclass(frozen=True)
class _Purpose:
    """What every step needs to know of the file.

    Attributes:
        tells_layout: Whether rows above and below the table are told: they are where the hub wrote the template.
        rounding: What each part of a total may be off.
    """

    description: ReturnDescription
    content: ReadFile
    lists: ReferenceLists
    financial_year: str | None
    tells_layout: bool
    rounding: Decimal


def map_file(
    description: ReturnDescription,
    form: Form,
    content: ReadFile,
    lists: ReferenceLists,
    financial_year: str | None = None,
    rounding: Decimal = HALF_A_UNIT,
    edition: str | None = None,
) -> MappedFile:
    """Account for every row of a file.

    Args:
        description: The return.
        form: Its form.
        content: What the reader gave.
        lists: Reference lists: which labels are headings, and which of them hold others.
        financial_year: Decides on the edition, and so on the columns expected.
        rounding: What each part of a total may be off, in the last digit that its figures are given with.
        edition: Edition of a publisher's workbook.
    """
    purpose = _Purpose(description, content, lists, financial_year, description.recognise.about_sheet, rounding)
    mapped = MappedFile()
    used: set[str] = set()
    if form.layout:
        same_for_all = {"edition": edition, "financial_year": financial_year}
        used = map_cross_tables(description, form, content, lists, same_for_all, mapped)
    for table in form.tables if form.layout is None else ():
        if table.parts:
            used.update(_map_parts(purpose, table, mapped))
            continue
        sheet = sheet_of(table, content)
        if sheet is None and table.may_be_absent:
            continue
        if sheet is None:
            sheet = _sheet_under_another_name(purpose, form, table, used)
            mapped.findings.append(_sheet_missing(table, content, sheet))
        if sheet is None:
            continue
        used.add(sheet.name)
        if sheet.is_hidden:
            mapped.findings.append(Finding("S02", sheet=sheet.name))
        _map_table(purpose, table, sheet, mapped)
    for sheet in content.sheets:
        if sheet.blank_tail:
            tail = Finding("S07", sheet=sheet.name, row=len(sheet.rows) + 1, value=f"{sheet.blank_tail:,}")
            mapped.findings.append(tail)
            mapped.fates[(sheet.name, "blank", "")] += sheet.blank_tail
        if sheet.name not in used:
            _keep_other_sheet(form, sheet, mapped)
    if content.uses_1904:
        mapped.findings.append(Finding("C11"))
    return mapped


def _map_parts(purpose: _Purpose, table: Table, mapped: MappedFile) -> set[str]:
    """Map every sheet that holds a part of a table; returns the names of the sheets that were dealt with."""
    parts = parts_of(table, purpose.content)
    seen: dict[tuple[tuple[str | None, ...], ...], str] = {}
    for sheet in parts:
        if sheet.is_hidden:
            mapped.findings.append(Finding("S02", sheet=sheet.name))
        rows = tuple(tuple(row) for row in sheet.rows if not is_blank(row))
        first = seen.setdefault(rows, sheet.name)
        if first == sheet.name:
            _map_table(purpose, table, sheet, mapped)
            continue
        mapped.findings.append(Finding("S52", sheet=sheet.name, value=rows_in_words(len(rows) - 1), expected=first))
        mapped.keep_rows(sheet, 0, "quarantined", f"Repeats sheet '{first}' in every cell.")
    if not parts:
        mapped.findings.append(Finding("S01", expected=table.sheet))
    read = [part for part in mapped.tables if part.table.name == table.name]
    if read and not any(part.rows for part in read):
        mapped.findings.append(Finding("S14", sheet=parts[0].name))
    return {sheet.name for sheet in parts}


def _sheet_under_another_name(purpose: _Purpose, form: Form, table: Table, used: set[str]) -> Sheet | None:
    """A sheet with the headings of a table whose own sheet is missing: it is checked, although the file is rejected."""
    known = [other for each in form.tables if (other := sheet_of(each, purpose.content))]
    taken = used | {sheet.name for sheet in known}
    columns = table.columns_in(purpose.financial_year)
    for sheet in purpose.content.sheets:
        is_other = any(other.is_sheet(sheet.name) for other in form.other_sheets) or is_findings_sheet(sheet)
        if sheet.name not in taken and not is_other and find_headings(columns, sheet).share >= ENOUGH_HEADINGS:
            return sheet
    return None


def _sheet_missing(table: Table, content: ReadFile, checked: Sheet | None) -> Finding:
    detail = nearest_sentence(table.sheet or "", [sheet.name for sheet in content.sheets])
    if checked:
        detail = f"{detail} Sheet '{checked.name}' has its headings and was checked in its place."
    return Finding("S01", expected=table.sheet, detail=detail)


def keep_all(content: ReadFile, reason: str) -> MappedFile:
    """Keep every row of a file that could not be recognised."""
    mapped = MappedFile()
    for sheet in content.sheets:
        mapped.keep_rows(sheet, 0, "quarantined", reason)
        mapped.fates[(sheet.name, "blank", "")] += sheet.blank_tail
    return mapped


def _keep_other_sheet(form: Form, sheet: Sheet, mapped: MappedFile) -> None:
    known: OtherSheet | None = next((other for other in form.other_sheets if other.is_sheet(sheet.name)), None)
    if known:
        mapped.keep_rows(sheet, 0, known.fate, known.reason)
        return
    if is_findings_sheet(sheet):
        mapped.keep_rows(sheet, 0, "footnote", "Added by the hub to the copy that it returned.")
        return
    filled = sum(not is_blank(row) for row in sheet.rows)
    if filled:
        detail = "The sheet is hidden." if sheet.is_hidden else ""
        mapped.findings.append(Finding("S12", sheet=sheet.name, value=rows_in_words(filled), detail=detail))
    mapped.keep_rows(sheet, 0, "quarantined", "The sheet is not part of the return.")


def _map_table(purpose: _Purpose, table: Table, sheet: Sheet, mapped: MappedFile) -> None:
    columns = table.columns_in(purpose.financial_year)
    headings = find_headings(columns, sheet)
    if table.column_family and table.has_grouped_headings:
        headings = with_family(headings, sheet, table.column_family, columns)
    if headings.share == 0:
        wanted = ", ".join(column.header for column in columns)
        mapped.findings.append(Finding("S13", sheet=sheet.name, detail=f"The headings are: {wanted}."))
        mapped.keep_rows(sheet, 0, "quarantined", "No headings were found on the sheet.")
        return
    _keep_top(purpose, sheet, headings, mapped)
    positions, family, problems = place_columns(table, columns, purpose.content, sheet, headings)
    others: dict[int, str] = {}
    if table.other_cells:
        doubled = {cell_position(f"{each.column_letter}1")[1] for each in problems if each.rule_id == "S11"}
        others = other_columns(sheet, headings, {*positions.values(), *family, *doubled})
        problems = [each for each in problems if each.rule_id != "S10"]
        mapped.findings.extend(other_column_findings(sheet, headings, others))
    mapped.findings.extend(problems)
    # What stands under known headings is checked all the same, so that everything comes back in one round.
    if not says_which_row(table, positions):
        reason = "The headings of the sheet do not match the return."
        mapped.keep_rows(sheet, headings.last + 1, "quarantined", reason)
        return
    found = ParsedTable(
        purpose.description, table, sheet, headings, positions, tuple(family), purpose.content.uses_1904,
        purpose.tells_layout, purpose.rounding, purpose.financial_year, others,
        is_text=purpose.content.encoding is not None,
    )  # fmt: skip
    map_rows(found, purpose.lists, mapped)


def says_which_row(table: Table, positions: dict[str, int]) -> bool:
    """Whether the columns are there that tell one row from another, and a total from a row of figures."""
    family = {table.column_family.label} if table.column_family else set()
    needed = {*table.natural_key, *((table.label_column,) if table.label_column else ())} - family - {*PLACE_COLUMNS}
    return needed <= positions.keys()


def _keep_top(purpose: _Purpose, sheet: Sheet, headings: Headings, mapped: MappedFile) -> None:
    """Rows down to the headings: titles, blank rows, the headings themselves."""
    titles = 0
    for number, row in enumerate(sheet.rows[: headings.first]):
        blank = is_blank(row)
        titles += not blank
        fate: Fate = "blank" if blank else "title"
        mapped.keep(sheet.name, number + 1, fate, "" if blank else "Above the headings.", row)
    for number in range(headings.first, headings.last + 1):
        mapped.keep(sheet.name, number + 1, "header", "Headings of the table.", sheet.rows[number])
    if headings.first and purpose.tells_layout:
        above = titles_in_words(titles)
        mapped.findings.append(Finding("S03", sheet=sheet.name, row=headings.first + 1, value=above))
    if headings.are_joined:
        mapped.findings.append(Finding("S04", sheet=sheet.name, row=headings.first + 1))


def place_columns(
    table: Table, columns: tuple[Column, ...], content: ReadFile, sheet: Sheet, headings: Headings
) -> tuple[dict[str, int], list[int], list[Finding]]:
    """Positions of the described columns, of the family's columns, and what is wrong with the headings.

    Args:
        table: The table.
        columns: Its columns in the edition of the file.
        content: The file; in text, a value under no heading is a comma too many.
        sheet: The sheet the headings stand on.
        headings: The headings.
    """
    positions: dict[str, int] = {}
    family: list[int] = []
    unknown: list[tuple[int, str]] = []
    problems: list[Finding] = []
    for position, (text, readings) in enumerate(zip(headings.texts, headings.readings, strict=True)):
        if not readings:
            continue
        column = next((column for column in columns if column.is_among(set(readings))), None)
        if column and column.name in positions:
            first = positions[column.name]
            if table.other_cells and not column.is_number:  # the list keeps other columns: the commoner heading counts
                if column.rank_of(set(readings)) < column.rank_of(headings.readings[first]):
                    positions[column.name] = position
                continue
            problems.append(_heading_finding("S11", sheet, headings, position, text, expected=headings.texts[first]))
        elif column:
            positions[column.name] = position
        elif table.column_family and table.column_family.heads(text):
            family.append(position)
        else:
            unknown.append((position, text))
    problems.extend(_without_heading(content, sheet, headings, columns))
    missing = [column for column in columns if column.name not in positions and not column.may_be_absent]
    for position, text in unknown:
        near = nearest_sentence(text, [column.header for column in columns])
        problems.append(_heading_finding("S10", sheet, headings, position, text, near))
    for column in missing:
        near = nearest_sentence(column.header, [text for _, text in unknown])
        detail = near.replace("nearest known name", "nearest heading on the sheet")
        problems.append(Finding("S05", sheet=sheet.name, row=headings.last + 1, expected=column.header, detail=detail))
    return {**positions, **_misspelt(unknown, missing)}, family, problems


def _misspelt(unknown: list[tuple[int, str]], missing: list[Column]) -> dict[str, int]:
    """Missing columns that stand under a misspelt heading, which the findings name: their cells are checked as well."""
    found: dict[str, int] = {}
    for position, text in unknown:
        column = max(missing, key=lambda each: fuzz.ratio(each.header, text), default=None)
        if column and column.name not in found and fuzz.ratio(column.header, text) >= _ONE_OR_TWO_LETTERS_OFF:
            found[column.name] = position
    return found


def _without_heading(content: ReadFile, sheet: Sheet, headings: Headings, columns: tuple[Column, ...]) -> list[Finding]:
    """Columns that hold values under no heading; in a text file these are lines with a comma too many."""
    last = max((position for position, readings in enumerate(headings.readings) if readings), default=-1)
    below = sheet.rows[headings.last + 1 :]
    found = []
    for position in range(max((len(row) for row in sheet.rows), default=0)):
        if position < len(headings.readings) and headings.readings[position]:
            continue
        filled = [index for index, row in enumerate(below) if len(row) > position and (row[position] or "").strip()]
        if not filled:
            continue
        if content.encoding is not None and position > last:
            first = headings.last + 2 + filled[0]
            detail = f"{len(filled)} lines are as wide." if len(filled) > 1 else ""
            value = ", ".join(cell or "" for cell in below[filled[0]])
            return [Finding("S18", sheet=sheet.name, row=first, value=value, detail=detail)]
        found.append(_heading_finding("S10", sheet, headings, position, ""))
    return found


def _heading_finding(
    rule_id: str,
    sheet: Sheet,
    headings: Headings,
    position: int,
    text: str,
    detail: str = "",
    expected: str | None = None,
) -> Finding:
    return Finding(
        rule_id, sheet=sheet.name, row=headings.last + 1, column_letter=column_letter(position), value=text,
        expected=expected, detail=detail,
    )  # fmt: skip
