"""Which return and form a file is: by its content, and by its name where the content cannot say.

In scope: recognising the return. Out of scope: which force and year it is of (`intake.identity`), or
judging whether the file is right (`mapping`, `expectations/`).
"""

from __future__ import annotations

import fnmatch
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from orchestration.findings.finding import Finding
from orchestration.intake.about import About, about_of
from orchestration.intake.content_edition import edition_of_content, named_or_shown
from orchestration.intake.cross_tables import FoundSheet, recognised_sheets, years_of
from orchestration.intake.dated_lists import (
    Months,
    form_for,
    identity_by_dates,
    months_of,
    months_without_lines,
    year_of,
)
from orchestration.intake.headings import HeadingRows, find_headings, with_family
from orchestration.intake.identity import (
    Identity,
    disagreements_with_name,
    identity_by_about,
    identity_by_name,
    identity_of_workbook,
)
from orchestration.intake.wrong_kind import OtherKind, of_another_kind, whole_table_of_another, wrong_kind_finding
from orchestration.readers.sheets import ReadFile, Sheet, is_blank
from orchestration.returns.description import Form, ReturnDescription, Table, all_descriptions
from orchestration.returns.reference_lists import ReferenceLists, folded

# A file is taken for a return when at least this share of the return's headings is found in it.
ENOUGH_HEADINGS = 0.5


@dataclass(frozen=True)
class Recognised:
    """What a file was recognised as.

    Attributes:
        description: The return.
        form: The form of the return.
        identity: Force, financial year, edition and series it is of.
        findings: What is doubtful about either.
        table: The one table that is in a file of the wrong kind; None where the form is whole.
    """

    description: ReturnDescription
    form: Form
    identity: Identity
    findings: tuple[Finding, ...] = field(default=())
    table: Table | None = None


@dataclass(frozen=True)
class NotRecognised:
    """No return is like the file; the sentence says which comes nearest."""

    sentence: str


def recognise(content: ReadFile, file_name: str, lists: ReferenceLists) -> Recognised | NotRecognised:
    """Recognise a file that was read."""
    about = about_of(content)
    named = folded(about.value("return"))
    for description in all_descriptions():
        if description.recognise.about_sheet and named == description.return_id:
            return _recognised(description, _form_of(description, content), file_name, about, lists, content)
    if workbook := _of_layout(content, file_name, lists):
        return workbook
    sheets = [HeadingRows(sheet) for sheet in content.sheets]
    scores = [
        (_similarity(form, sheets, content.encoding is not None), description, form)
        for description in all_descriptions()
        for form in description.forms
    ]
    scores = [each for each in scores if each[0] < ENOUGH_HEADINGS or _is_of_the_year(each[2], content)]
    best_score = max(score for score, *_ in scores)
    best = next((description, form) for score, description, form in scores if score == best_score)
    is_text = content.encoding is not None
    kind = "a text file (CSV)" if is_text else "a workbook"
    if best_score >= ENOUGH_HEADINGS:
        description, form = best
        if whole := whole_table_of_another(form, sheets):
            if whole.form.is_text_file != is_text:
                return of_the_wrong_kind(whole, kind, file_name, lists)
            return _recognised(whole.description, whole.form, file_name, about, lists, content)
        alike = [form for score, of, form in scores if score == best_score and of is description]
        form, sender = form_for(alike, file_name, lists) if form.dated_by else (form, None)
        found = _recognised(description, form, file_name, about, lists, content, sender)
        return _with_content(found, content, file_name, lists)
    if other := of_another_kind(sheets, is_text):
        return _with_content(of_the_wrong_kind(other, kind, file_name, lists), content, file_name, lists)
    by_name = recognise_by_name(file_name, lists, is_text=is_text)
    if by_name:
        return by_name
    return NotRecognised(_nearest_return(best, best_score))


def of_the_wrong_kind(other: OtherKind, kind: str, file_name: str, lists: ReferenceLists) -> Recognised:
    """A table of a return in the wrong kind of file: rejected as what it is, unless nothing is lost by it."""
    identity = identity_by_name(other.description, other.form, file_name, lists)
    told = () if other.loses_nothing else (wrong_kind_finding(other, kind, identity, lists),)
    return Recognised(
        other.description, other.form, identity, (*told, *_other_name(other.description, file_name)), other.table
    )


def recognise_by_name(file_name: str, lists: ReferenceLists, is_text: bool | None = None) -> Recognised | None:
    """Recognise a file by its name alone: all that can be done when its content cannot be read."""
    for description in _named_like(file_name):
        # What a publisher's workbook is, its content says; one that is not of a layout is none of them.
        forms = [
            form
            for form in description.forms
            if is_text is None or (form.is_text_file == is_text and form.layout is None)
        ]
        if not forms:
            return None
        # A list as it is published has no sheet About; that of the template would only be missed.
        form = next((form for form in forms if form.dated_by and len(form.tables) == 1), forms[0])
        return Recognised(description, form, identity_by_name(description, form, file_name, lists))
    return None


def recognise_list(
    description: ReturnDescription, form: Form, identity: Identity, findings: tuple[Finding, ...], file_name: str
) -> Recognised:
    """A long list that was recognised by its headings."""
    return Recognised(description, form, identity, (*findings, *_other_name(description, file_name)))


def sheet_of(table: Table, content: ReadFile) -> Sheet | None:
    """The sheet that holds the table, by its name; without one, that with its headings; the only one of a text file."""
    if content.encoding is not None:
        return content.sheets[0] if content.sheets else None
    if table.sheet is None:
        return max(content.sheets, key=lambda sheet: HeadingRows(sheet).find(table.columns).share, default=None)
    return next((sheet for sheet in content.sheets if table.is_sheet(sheet.name)), None)


def parts_of(table: Table, content: ReadFile) -> list[Sheet]:
    """Sheets that hold a part of a table: those with such a name; where none has, those with most of its headings."""
    filled = [sheet for sheet in content.sheets if not all(is_blank(row) for row in sheet.rows)]
    if table.sheet is None:
        return filled[:1]
    named = [sheet for sheet in filled if table.is_sheet(sheet.name)]
    columns = table.headed_columns
    return named or [each for each in filled if find_headings(columns, each).share > ENOUGH_HEADINGS]


def _of_layout(content: ReadFile, file_name: str, lists: ReferenceLists) -> Recognised | None:
    """A publisher's workbook, by the names of its sheets and the forces on them; that of most such sheets."""
    best: tuple[ReturnDescription, Form] | None = None
    most: tuple[bool, int, list[FoundSheet]] = (False, 0, [])
    for description in all_descriptions():
        for form in (form for form in description.forms if form.layout and content.encoding is None):
            found = recognised_sheets(form, content, lists)
            # A workbook may have sheets that are only kept beside those that are read.
            rank = bool(form.tables), len(found)
            if found and rank > most[:2]:
                best, most = (description, form), (*rank, found)
    if best is None:
        return None
    description, form = best
    years = years_of(form, content, most[2])
    identity, findings = identity_of_workbook(description, form, file_name, years, lists)
    return Recognised(description, form, identity, (*findings, *_other_name(description, file_name)))


def _similarity(form: Form, sheets: Sequence[HeadingRows], is_text: bool) -> float:
    if form.is_text_file != is_text or form.layout or not sheets:
        return 0.0
    shares = [max(_share(table, rows) for rows in sheets) for table in form.tables]
    return sum(shares) / len(shares)


def _share(table: Table, rows: HeadingRows) -> float:
    """Share of the headings of a table that a sheet has; none of a table of groups of columns without its groups."""
    found = rows.find(table.headed_columns)
    family = table.column_family
    if family is None or not table.has_grouped_headings:
        return found.share
    joined = with_family(found, rows.sheet, family, table.headed_columns)
    return joined.share if any(family.heads(text) for text in joined.texts) and table.is_sheet(rows.sheet.name) else 0.0


def _form_of(description: ReturnDescription, content: ReadFile) -> Form:
    """Form of a workbook that names its return: that of the template, or a sender's that has more of its headings."""
    own = [form for form in description.forms if form.sender and _is_of_the_year(form, content)]
    tables = [table for table in description.forms[0].tables if table.parts]
    if not own or not tables:
        return description.forms[0]
    sheets = [HeadingRows(sheet) for sheet in content.sheets]
    best = max(own, key=lambda form: _similarity(form, sheets, is_text=False))
    of_template = max(rows.find(tables[0].headed_columns).share for rows in sheets)
    return best if _similarity(best, sheets, is_text=False) > of_template else description.forms[0]


def _is_of_the_year(form: Form, content: ReadFile) -> bool:
    """Whether a form may be that of a file by the dates in it; forms that every year may use always are."""
    return form.sender is None or form.is_used_in(year_of(_months(form, content)))


def _months(form: Form, content: ReadFile) -> Months:
    table = next((table for table in form.tables if form.dated_by in table.column_names), None)
    return months_of(form, parts_of(table, content), content.uses_1904) if table else Months()


def _recognised(
    description: ReturnDescription,
    form: Form,
    file_name: str,
    about: About,
    lists: ReferenceLists,
    content: ReadFile,
    sender: str | None = None,
) -> Recognised:
    months = _months(form, content)
    if form.dated_by and not about.value("force"):
        identity, findings = identity_by_dates(description, form, file_name, months, sender, lists)
    else:
        identity, findings = identity_by_about(description, form, file_name, about, lists, content.uses_1904)
    findings += months_without_lines(months, identity.financial_year)
    return Recognised(description, form, identity, (*findings, *_other_name(description, file_name)))


def _with_content(found: Recognised, content: ReadFile, file_name: str, lists: ReferenceLists) -> Recognised:
    """A published table with the edition and year that it shows, which count before those in its name."""
    table = found.form.tables[0] if found.form.tables else None
    sheet = sheet_of(table, content) if table else None
    if found.form.shows is None or table is None or sheet is None:
        return found
    shown = edition_of_content(found.form.shows, table, sheet)
    year = shown.financial_year if shown.financial_year in lists.financial_years else found.identity.financial_year
    edition = named_or_shown(found.identity.edition, shown.edition)
    identity = replace(found.identity, edition=edition, financial_year=year)
    findings = (*found.findings, *disagreements_with_name(identity, file_name, lists))
    return replace(found, identity=identity, findings=findings)


def _named_like(file_name: str) -> list[ReturnDescription]:
    name = PurePosixPath(file_name).name.lower()
    return [
        description
        for description in all_descriptions()
        if any(fnmatch.fnmatch(name, pattern.lower()) for pattern in description.recognise.file_names)
    ]


def _other_name(description: ReturnDescription, file_name: str) -> list[Finding]:
    """A query where the file is named as another return than its content is."""
    named = _named_like(file_name)
    if not named or description in named:
        return []
    return [Finding("F18", value=f"the return '{description.title}'", expected=f"the return '{named[0].title}'")]


def _nearest_return(best: tuple[ReturnDescription, Form], score: float) -> str:
    if score > 0.2:
        description, form = best
        headings = ", ".join(column.header for column in form.tables[0].columns[:4])
        return (
            f"The closest is '{description.title}': the file has {score:.0%} of its headings. "
            f"The first columns of that return are {headings}."
        )
    titles = "; ".join(description.title for description in all_descriptions())
    return f"The hub accepts these returns: {titles}."
