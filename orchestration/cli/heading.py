"""The command that prints what a reader reaches from a heading: heading.

In scope: its arguments and what it prints. Out of scope: what is found (`answers.heading`).
"""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from orchestration.cli.hub import current_release_of
from orchestration.cli.options import AsJson, Workspace
from orchestration.cli.output import console, folding_table, print_json, refuse

if TYPE_CHECKING:
    from orchestration.answers.heading import HeadingGuide, Item

# Heading above the items of a kind, and what the columns of their table are called.
_TABLES = {
    "live_agreement": ("Live agreements", ("Agreement", "Purpose", "Parties", "Contact", "Source")),
    "contact": ("Contacts", ("Agreement", "Body", "Post", "Address")),
    "lesson": ("Lessons", ("Group", "Lesson", "Learned by", "Source")),
    "barrier": ("Barriers", ("Group", "Barrier", "Encountered by", "Source")),
    "decision": ("Current decisions of the board", ("Level", "Reason", "Agreement", "Decided")),
    "explanation": ("Forces that explain why they do not collaborate", ("Force", "Reason", "Explained")),
}


def heading(
    name: Annotated[str, typer.Argument(metavar="HEADING", help="Name of a heading of the Police Objective Analysis.")],
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Print which forces do this together, contacts, lessons, barriers and decisions of the board, from the release.

    A heading of level 1 shows what is filed below it. Exit code 1: no release has been published yet. 2: there is no
    such heading; the nearest one is suggested.

    Example: icm heading "Custody"
    """
    from orchestration.answers.heading import UnknownHeading, guide_of
    from orchestration.publication.state import DATABASE

    release = current_release_of(workspace)
    try:
        guide = guide_of(release.folder / DATABASE, name)
    except UnknownHeading as error:
        refuse(str(error))
    if as_json:
        print_json({"release_id": release.release_id, **asdict(guide)})
        return
    print_guide(guide, release.release_id)


def print_guide(guide: HeadingGuide, release_id: str) -> None:
    """One table per kind of thing that the heading leads to."""
    console.print(f"{guide.heading_name}, from release {release_id}", style="bold", markup=False)
    if not guide.items:
        console.print("The registers loaded so far have nothing under this heading.")
    for kind, items in groupby(guide.items, key=lambda item: item.kind):
        title, columns = _TABLES[kind]
        table = folding_table(*columns)
        for item in items:
            table.add_row(*(escape(cell or "") for cell in _cells(item)))
        console.print(title, style="bold")
        console.print(table)


def _cells(item: Item) -> tuple[str | None, ...]:
    if item.kind == "live_agreement":
        ask = ", ".join(part for part in (item.contact_post, item.contact_address) if part)
        return item.title, item.text, item.parties, ask, item.source
    if item.kind == "contact":
        return item.title, item.text, item.contact_post, item.contact_address
    if item.kind == "explanation":
        return item.title, item.text, item.source
    if item.kind == "decision":
        return item.title, item.text, item.agreement_id, item.source
    return item.title, item.text, item.parties or item.agreement_id, item.source
