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
from orchestration.intake.headings import HeadingRows
from orchestration.intake.identity import Identity
from orchestration.returns.description import Form, ReturnDescription, Table, all_descriptions
from orchestration.returns.reference_lists import ReferenceLists

_ENOUGH_HEADINGS = 0.5
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
            for table in (each for each in form.tables if each.name != "about" and len(each.columns) > 2):
                share = max((rows.find(table.columns).share for rows in sheets), default=0.0)
                if share >= _ENOUGH_HEADINGS and (best is None or share > best[0]):
                    best = share, OtherKind(description, form, table, _is_whole(description, form))
    return best[1] if best else None


def _is_whole(description: ReturnDescription, form: Form) -> bool:
    needed = [table for table in form.tables if not table.may_be_absent]
    return len(needed) == 1 and not description.recognise.about_sheet and not form.is_streamed
