"""The workbook that a submitter fills in, written from the description of the return.

In scope: which sheets a template has, what is filled in beforehand, and refusing what cannot be filled in.
Out of scope: which columns there are (the YAML), how a sheet looks (`returns.template_sheets`), or workbooks without
help for the one who fills them in (`returns.workbook`).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from orchestration.returns.description import AboutItem, ReturnDescription, Table
from orchestration.returns.poa_list import headings_of_year
from orchestration.returns.reference_lists import ReferenceLists, read_reference_lists
from orchestration.returns.template_sheets import ListedRow, SheetWriter, Value

__all__ = ["TemplateError", "Value", "listed_rows", "write_template"]

_MADE_AT = datetime.datetime(2026, 1, 1)  # a fixed stamp, so that the same rows give the same workbook
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_FINANCIAL_YEAR = re.compile(r"(\d{4})/(\d{2})")


class TemplateError(Exception):
    """A template that cannot be written: nobody fills in the return, or an item given is not one; the message says."""


def write_template(
    description: ReturnDescription,
    about: Mapping[str, str],
    seeds: Path,
    path: Path,
    rows: Mapping[str, Sequence[Mapping[str, Value]]] | None = None,
    financial_year: str | None = None,
    with_help: bool = True,
) -> None:
    """Write the template of a return, or one that is filled in.

    Args:
        description: The return.
        about: Items of the sheet called About that are known beforehand, by name; a force by any name it goes by.
        seeds: Folder of the reference data, for the lists of forces and headings.
        path: File to write.
        rows: Values to fill in: by the name of the table, rows by the names of the columns. A row whose first column is
            listed beforehand is filled in there; numbers as numbers, dates as dates.
        financial_year: Year whose edition is written, as 2012/13; by default the one of `about`.
        with_help: Whether notes on the headings and drop-downs are written, and listed rows that nothing is filled in:
            a set that a program made needs none of them.

    Raises:
        TemplateError: If the return is a table published by others, or an item of `about` is not one of the return.
    """
    import xlsxwriter

    if not description.recognise.about_sheet:
        raise TemplateError(
            f"{description.return_id} is a table that others publish; there is nothing to fill in. "
            "Put the publisher's file into the landing folder as it is."
        )
    form = description.forms[0]
    items = _items(description, about, seeds)
    year = financial_year or items.get("Financial year") or None
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path, {"in_memory": True}) as workbook:
        workbook.set_properties({"author": "ICM warehouse", "created": _MADE_AT})
        writer = SheetWriter(workbook, description, _lists(seeds), with_help)
        for table in form.tables:
            if table.name == "about":
                writer.write_about(table, items)
            else:
                given = (rows or {}).get(table.name, ())
                listed = listed_rows(table, seeds, year)
                if not with_help:
                    named = {row.get(table.columns[0].name) for row in given}
                    listed = tuple(each for each in listed if each.text in named)
                writer.write_table(table, table.columns_in(year), listed, given)
        is_listed = any(table.listed == "poa_headings" for table in form.tables)
        writer.write_help(form, year, headings_of_year(seeds, year) if is_listed else ())


def listed_rows(table: Table, seeds: Path, financial_year: str | None) -> tuple[ListedRow, ...]:
    """Rows that the template of a year lists beforehand in the table's first column, each with its level."""
    if table.listed == "poa_headings":
        return tuple(ListedRow(heading.name, heading.level) for heading in headings_of_year(seeds, financial_year))
    if table.listed == "codes":
        return tuple(ListedRow(code) for code in table.columns[0].allowed or ())
    return ()


@cache
def _lists(seeds: Path) -> ReferenceLists:
    return read_reference_lists(seeds)


def _items(description: ReturnDescription, about: Mapping[str, str], seeds: Path) -> dict[str, str]:
    """Items of the sheet About in the order of the description, with the values given."""
    given = {"Return": description.return_id, **about}
    if not description.about_items:
        return given
    known = {item.name for item in description.about_items}
    for name, value in given.items():
        if value and name not in known:
            raise TemplateError(
                f"{description.return_id} has no item called {name}; its items are {', '.join(sorted(known))}."
            )
    return {item.name: _checked(description, item, given.get(item.name, ""), seeds) for item in description.about_items}


def _check_date(item: AboutItem, value: str) -> None:
    """Refuse a date that is not written as 2026-03-31; an item that may be partial also takes 2026-03 and 2026."""
    found = _DATE.fullmatch(value)
    try:
        if not found or (item.type == "date" and not found[3]):
            raise ValueError(value)
        datetime.date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        raise TemplateError(f"{item.name} cannot be {value}; write a date as 2026-03-31.") from None


def _checked(description: ReturnDescription, item: AboutItem, value: str, seeds: Path) -> str:
    """The value of an item as the list of forces or codes writes it; empty where none was given."""
    if not value:
        return ""
    if item.allowed and value not in item.allowed:
        raise TemplateError(f"{item.name} cannot be {value}; it is one of: {', '.join(item.allowed)}.")
    if item.type in ("date", "partial_date"):
        _check_date(item, value)
    if item.type == "financial_year":
        found = _FINANCIAL_YEAR.fullmatch(value)
        if not found or int(found[2]) != (int(found[1]) + 1) % 100:
            raise TemplateError(f"{value} is not a financial year; write it as 2012/13.")
    if item.type == "force":
        lists = _lists(seeds)
        force_id = lists.force_called(value)
        if force_id is None:
            raise TemplateError(f"No force is called {value}; write it as in the list of forces.")
        return lists.forces[force_id].name
    return value
