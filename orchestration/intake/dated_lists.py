"""Lists without a sheet About: the year is told by the dates of the lines, the force by the name or the layout.

In scope: whose a published list is, and which months it has. Out of scope: which return it is
(`intake.recognition`), or reading its dates into the warehouse (`intake.table_rows`).
"""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import PurePosixPath

from orchestration.country import first_month
from orchestration.findings.finding import Finding
from orchestration.intake.date_columns import order_of
from orchestration.intake.dates import DateOrder
from orchestration.intake.headings import find_headings
from orchestration.intake.identity import Identity, disagreements_with_name, identity_by_name
from orchestration.intake.values import read_date
from orchestration.readers.sheets import Sheet
from orchestration.returns.description import Column, Form, ReturnDescription, Table
from orchestration.returns.reference_lists import ReferenceLists

Months = Counter[tuple[int, int]]


def months_of(form: Form, parts: Sequence[Sheet], is_1904: bool = False) -> Months:
    """Lines by year and month of their dates; empty where the form has no dates or none can be read.

    Each sheet is read in the order of day and month that its column shows, or that the year of most lines does.

    Args:
        form: A form; `dated_by` says which column has the dates.
        parts: Sheets that hold the table.
        is_1904: Whether the workbook counts dates from 1904.
    """
    table = next((table for table in form.tables if form.dated_by in table.column_names), None)
    if table is None:
        return Months()
    column = next(column for column in table.columns if column.name == form.dated_by)
    sheets = [Counter(_dates(table, column, sheet)) for sheet in parts]
    year = year_of(_counted(column, sheets, None, is_1904))
    return _counted(column, sheets, year, is_1904)


def _counted(column: Column, sheets: Sequence[Counter[str]], financial_year: str | None, is_1904: bool) -> Months:
    found = Months()
    for texts in sheets:
        order = order_of(column, texts.items(), financial_year).order
        for text, lines in texts.items():
            if day := _day(text, is_1904, order):
                found[int(day[:4]), int(day[5:7])] += lines
    return found


def year_of(months: Months) -> str | None:
    """The financial year of more than half of the lines that have a date, as 2022/23; None if there is none."""
    years = years_of(months)
    if not years:
        return None
    year, lines = years.most_common(1)[0]
    return year if lines * 2 > years.total() else None


def years_of(months: Months) -> Counter[str]:
    """Lines by financial year."""
    years: Counter[str] = Counter()
    for (year, month), lines in months.items():
        start = year if month >= first_month() else year - 1
        years[f"{start}/{(start + 1) % 100:02d}"] += lines
    return years


def form_for(forms: Sequence[Form], file_name: str, lists: ReferenceLists) -> tuple[Form, str | None]:
    """Of forms that fit a file equally well the one to use, and the force that its layout alone stands for.

    The force is None where the headings are those that any force may use, or those of several senders.
    """
    named = lists.forces_in_file_name(PurePosixPath(file_name).stem)
    of_sender = next((form for form in forms if form.sender in named), None)
    if of_sender:
        return of_sender, None
    of_all = next((form for form in forms if form.sender is None), None)
    if of_all:
        return of_all, None
    senders = {form.sender for form in forms}
    return forms[0], forms[0].sender if len(senders) == 1 else None


def identity_by_dates(
    description: ReturnDescription,
    form: Form,
    file_name: str,
    months: Months,
    sender: str | None,
    lists: ReferenceLists,
) -> tuple[Identity, list[Finding]]:
    """What a list without a sheet About is of, and what is doubtful about it.

    Args:
        description: The return.
        form: The form that it is in.
        file_name: Name of the file, which names the force, and the year where the dates do not.
        months: Lines by month, as `months_of` counts them.
        sender: Force that the layout stands for, if it stands for one.
        lists: Reference lists.
    """
    findings: list[Finding] = []
    by_name = identity_by_name(description, form, file_name, lists)
    year = year_of(months) or (None if months else by_name.financial_year)
    if year not in lists.financial_years:
        given = " and ".join(sorted(each for each, _ in years_of(months).most_common(2)))
        findings.append(Finding("R17", value=given or "nothing"))
        year = None
    force_id = by_name.force_id or sender
    if force_id is None:
        findings.append(Finding("R16"))
    elif by_name.force_id is None:
        findings.append(Finding("R51", value=lists.forces[force_id].name))
    identity = Identity(force_id, year, None, by_name.variant)
    return identity, [*findings, *disagreements_with_name(identity, file_name, lists)]


def months_without_lines(months: Months, financial_year: str | None) -> list[Finding]:
    """A query that names the months of the year in which a list has no line; none where it has no dates at all."""
    if financial_year is None or not months:
        return []
    start = int(financial_year[:4])
    first = first_month()
    year = [(start, month) for month in range(first, 13)] + [(start + 1, month) for month in range(1, first)]
    missing = [f"{calendar.month_name[month]} {of}" for of, month in year if not months[of, month]]
    if not missing:
        return []
    *others, last = missing
    return [Finding("R52", value=f"{', '.join(others)} and {last}" if others else last)]


def _dates(table: Table, column: Column, sheet: Sheet) -> Iterator[str]:
    headings = find_headings(table.headed_columns, sheet)
    at = next((at for at, readings in enumerate(headings.readings) if column.is_among(readings)), None)
    for row in sheet.rows[headings.last + 1 :] if at is not None else ():
        if text := row[at] if at is not None and at < len(row) else None:
            yield text


@lru_cache(maxsize=10_000)
def _day(text: str, is_1904: bool, order: DateOrder) -> str | None:
    return read_date(text, is_1904=is_1904, order=order).value
