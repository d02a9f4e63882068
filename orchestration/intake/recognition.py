"""Which return, form, edition and year a file is: by its content, and by its name where the content cannot say.

Belongs here: recognising. Does not belong here: judging whether the file is right (`mapping`, `expectations/`).
"""

from __future__ import annotations

import fnmatch
import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from orchestration.readers.sheets import ReadFile, Row, Sheet
from orchestration.returns.description import Form, ReturnDescription, Table, all_descriptions, normalised

# A file is taken for a return when at least this share of the return's headings is found in it.
ENOUGH_HEADINGS = 0.5
HEADER_SEARCH_ROWS = 40


@dataclass(frozen=True)
class Recognised:
    """What a file was recognised as.

    Attributes:
        description: The return.
        form: The form of the return.
        financial_year: As `2025/26`; None where the return covers many years.
        edition: The publisher's edition, or the date a register stands at.
        variant: What tells one series of submissions from another within the return: the form, or the register's name.
    """

    description: ReturnDescription
    form: Form
    financial_year: str | None
    edition: str | None
    variant: str


@dataclass(frozen=True)
class NotRecognised:
    """No return is like the file; the sentence says which comes nearest."""

    sentence: str


def recognise(content: ReadFile, file_name: str) -> Recognised | NotRecognised:
    """Recognise a file that was read."""
    about = about_items(content)
    named = about.get("return", "").strip()
    best_score = 0.0
    best: tuple[ReturnDescription, Form] | None = None
    for description in all_descriptions():
        for form in description.forms:
            if description.recognise.about_sheet and named == description.return_id:
                return _recognised(description, form, file_name, about)
            score = _likeness(form, content)
            if score > best_score:
                best_score, best = score, (description, form)
    if best and best_score >= ENOUGH_HEADINGS:
        return _recognised(*best, file_name, about)
    by_name = recognise_by_name(file_name, is_text=content.encoding is not None)
    if by_name:
        return by_name
    return NotRecognised(_nearest_return(best, best_score))


def recognise_by_name(file_name: str, is_text: bool | None = None) -> Recognised | None:
    """Recognise a file by its name alone: all that can be done when its content cannot be read."""
    name = PurePosixPath(file_name).name.lower()
    for description in all_descriptions():
        if any(fnmatch.fnmatch(name, pattern.lower()) for pattern in description.recognise.file_names):
            forms = [form for form in description.forms if is_text is None or form.is_text_file == is_text]
            if not forms:
                return None
            return _recognised(description, forms[0], file_name, {})
    return None


def header_row(table: Table, rows: list[Row]) -> tuple[int, float]:
    """Index of the row most like the table's headings, and the share of the described columns it holds."""
    best_index, best_share = 0, 0.0
    for index, row in enumerate(rows[:HEADER_SEARCH_ROWS]):
        headings = {normalised(cell) for cell in row if cell}
        found = sum(column.is_among(headings) for column in table.columns)
        share = found / len(table.columns)
        if share > best_share:
            best_index, best_share = index, share
    return best_index, best_share


def sheet_of(table: Table, content: ReadFile) -> Sheet | None:
    """The sheet that holds the table, by its name; the only sheet of a text file."""
    if table.sheet is None:
        return content.sheets[0] if content.sheets else None
    return next((sheet for sheet in content.sheets if table.is_sheet(sheet.name)), None)


def about_items(content: ReadFile) -> dict[str, str]:
    """Items of the sheet called About, by their names in lower case; empty if there is no such sheet."""
    for sheet in content.sheets:
        if normalised(sheet.name) == "about":
            return {normalised(row[0]): row[1] or "" for row in sheet.rows if len(row) > 1 and row[0] is not None}
    return {}


def _likeness(form: Form, content: ReadFile) -> float:
    if form.is_text_file != (content.encoding is not None) or not content.sheets:
        return 0.0
    shares = [max(header_row(table, sheet.rows)[1] for sheet in content.sheets) for table in form.tables]
    return sum(shares) / len(shares)


def _recognised(description: ReturnDescription, form: Form, file_name: str, about: dict[str, str]) -> Recognised:
    name = PurePosixPath(file_name).name
    edition = about.get("as at") or None
    year = about.get("financial year") or None
    rules = description.recognise
    if not edition and rules.edition_from_file_name and (found := re.search(rules.edition_from_file_name, name)):
        edition = found.group(1)
    if not year and rules.financial_year_from_file_name:
        found = re.search(rules.financial_year_from_file_name, name)
        year = f"{found.group(1)}/{found.group(2)}" if found else None
    return Recognised(description, form, year, edition, about.get("register") or form.form_id)


def _nearest_return(best: tuple[ReturnDescription, Form] | None, score: float) -> str:
    if best and score > 0.2:
        description, form = best
        headings = ", ".join(column.header for column in form.tables[0].columns[:4])
        return (
            f"It comes nearest to '{description.title}', of whose headings it holds {score:.0%}; "
            f"that return begins with the columns {headings}."
        )
    titles = "; ".join(description.title for description in all_descriptions())
    return f"The returns taken are: {titles}."
