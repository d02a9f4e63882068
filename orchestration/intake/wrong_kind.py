"""A table of a return in another kind of file than the return comes in: a sheet saved as text, a list in a workbook.

In scope: telling which return it is, whose, and whether anything is lost by it. Out of scope: files of the right kind
(`intake.recognition`), mapping the table (`intake.mapping`).

Nothing is lost where the return is one table and nothing else: it is taken. Where other sheets are missing, above all
the sheet About, the file is rejected as what it is; its table is checked all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.findings.finding import Finding
from orchestration.intake.headings import HeadingRows, with_family
from orchestration.intake.identity import Identity
from orchestration.returns.description import Form, ReturnDescription, Table, all_descriptions
from orchestration.returns.reference_lists import ReferenceLists

_ENOUGH_HEADINGS = 0.5
_NEARLY_ALL = 0.9
_WORKBOOK, _TEXT = "a workbook", "a text file (CSV)"


@dataclass(frozen=True)
class OtherKind:
    """A table that was found in the wrong kind of file.

    Attributes:
        description: The return it is of.
        form: The form that holds it.
        table: The table.
        loses_nothing: Whether the return is this table and nothing else.
    """

    description: ReturnDescription
    form: Form
    table: Table
    loses_nothing: bool


def wrong_kind_finding(other: OtherKind, kind: str, identity: Identity, lists: ReferenceLists) -> Finding:
    """What is told of a file that is rejected for its kind.

    Args:
        other: The table.
        kind: What the file is, as `a text file (CSV)`.
        identity: Whose it is, by its name.
        lists: Forces by ID.
    """
    force = lists.forces.get(identity.force_id or "")
    whose = ", ".join(filter(None, (force.name if force else None, identity.financial_year)))
    detail = f"Its name shows that it is for {whose}." if whose else ""
    if other.description.per_force and not (force and identity.financial_year):
        detail = f"{detail} Its name does not show both the force and the year."
    wanted = _TEXT if other.form.is_text_file else _WORKBOOK
    if other.description.recognise.about_sheet and other.form.is_text_file:
        wanted = f"{_TEXT} or the workbook of its template"
    return Finding("S33", value=f"'{other.description.title}' in {kind}", expected=wanted, detail=detail)


def of_another_kind(sheets: Sequence[HeadingRows], is_text: bool) -> OtherKind | None:
    """The table that the headings are most like, of a form that comes in another kind of file; None if like none.

    Args:
        sheets: The first rows of each sheet; of a text file, of the one there is.
        is_text: Whether the file is text or Parquet.
    """
    best: tuple[float, OtherKind] | None = None
    for description in all_descriptions():
        for form in (each for each in description.forms if each.layout is None and each.is_text_file != is_text):
            for table in (each for each in form.tables if each.name != "about" and _can_be_told(each)):
                share = max((_share(table, rows) for rows in sheets), default=0.0)
                if share >= _ENOUGH_HEADINGS and (best is None or share > best[0]):
                    best = share, OtherKind(description, form, table, _is_whole(description, form))
    return best[1] if best else None


def _can_be_told(table: Table) -> bool:
    return len(table.columns) > 2 or table.has_grouped_headings


def _share(table: Table, rows: HeadingRows) -> float:
    """Share of the headings of a table that a sheet has; none of a table of groups of columns without its groups."""
    found = rows.find(table.columns)
    if table.column_family is None or not table.has_grouped_headings:
        return found.share
    joined = with_family(found, rows.sheet, table.column_family, table.columns)
    return joined.share if any(table.column_family.heads(text) for text in joined.texts) else 0.0


def whole_table_of_another(form: Form, sheets: Sequence[HeadingRows]) -> OtherKind | None:
    """The table of another return that a sheet has nearly all headings of, where a form would keep most of them unused.

    A list of published payments keeps columns that it does not know, so that a longer table may look like one.

    Args:
        form: The form that the file seems to be.
        sheets: The first rows of each sheet.
    """
    own = [table for table in form.tables if table.other_cells]
    most = max((_headings_found(table, sheets) for table in own), default=None)
    best: OtherKind | None = None
    for description in all_descriptions() if most is not None else ():
        for other in (each for each in description.forms if each.layout is None):
            for table in (each for each in other.tables if not each.other_cells):
                found = _headings_found(table, sheets)
                if found > (most or 0) and found >= _NEARLY_ALL * len(table.headed_columns):
                    best, most = OtherKind(description, other, table, _is_whole(description, other)), found
    return best


def _headings_found(table: Table, sheets: Sequence[HeadingRows]) -> float:
    columns = table.headed_columns
    return max((rows.find(columns).share for rows in sheets), default=0.0) * len(columns)


def _is_whole(description: ReturnDescription, form: Form) -> bool:
    needed = [table for table in form.tables if not table.may_be_absent]
    return len(needed) == 1 and not description.recognise.about_sheet and not form.is_streamed
