"""What a reader reaches from a heading: who does it together, whom to ask, what they learnt, what was decided.

In scope: finding the heading and asking the release. Out of scope: what is filed under a heading (the
models of the warehouse) or how it is printed (`cli.heading`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from orchestration.publication.release_reader import ReleaseReader, Row, open_release
from orchestration.returns.reference_lists import folded

_HEADINGS = (
    "SELECT heading_id, heading_name, level FROM marts.dim_poa_heading WHERE level <= 2 ORDER BY level, heading_id"
)
_ITEMS = """
    SELECT kind, title, text_given AS text, agreement_id, contact_post, contact_address, parties, source
    FROM marts.heading_guide WHERE heading_id = ? ORDER BY place
"""


class UnknownHeading(Exception):
    """A name that is no heading; the message offers the nearest one."""


@dataclass(frozen=True)
class Item:
    """One thing that is reached from a heading.

    Attributes:
        kind: live_agreement, contact, lesson, barrier, decision or explanation.
        title: Title of the agreement, group of the lesson or barrier, level of the decision, or force that explains.
        text: Objective, body of the contact, lesson, barrier, or reason.
        agreement_id: Agreement it belongs to; None where it is general.
        contact_post: Post to ask about the agreement.
        contact_address: Shared mailbox or telephone number of the post.
        parties: Parties of the agreement today, separated by commas.
        source: Document and place, or who and when.
    """

    kind: str
    title: str | None
    text: str | None
    agreement_id: str | None
    contact_post: str | None
    contact_address: str | None
    parties: str | None
    source: str | None


@dataclass(frozen=True)
class HeadingGuide:
    """A heading and everything that is reached from it, in order."""

    heading_id: str
    heading_name: str
    items: tuple[Item, ...]


def guide_of(database: Path, name: str) -> HeadingGuide:
    """Everything that a release holds under a heading.

    Args:
        database: File of the release.
        name: Name or id of a heading of level 1 or 2, capital letters and spaces apart.

    Raises:
        UnknownHeading: If no heading is called so.
    """
    with open_release(database) as reader:
        found = find_heading(reader, name)
        items = tuple(Item(**row) for row in reader.rows(_ITEMS, found["heading_id"]))
    return HeadingGuide(found["heading_id"], found["heading_name"], items)


def find_heading(reader: ReleaseReader, name: str, *, with_all_functions: bool = False) -> Row:
    """Id and name of the heading that is called so, by name or id, capital letters and spaces apart.

    Args:
        reader: The release.
        name: What somebody typed.
        with_all_functions: Whether the force as a whole counts as a heading.

    Raises:
        UnknownHeading: If no heading is called so.
    """
    from orchestration.findings.finding import did_you_mean

    headings = [row for row in reader.rows(_HEADINGS) if row["level"] or with_all_functions]
    wanted = folded(name)
    found = next((row for row in headings if wanted in (folded(row["heading_name"]), row["heading_id"])), None)
    if found is None:
        near = did_you_mean(name, [row["heading_name"] for row in headings])
        raise UnknownHeading(f"No heading is called '{name}'. {near}".strip())
    return found
