"""The Police Objective Analysis headings that a template of one year lists, in order.

In scope: which headings of the reference seed a year's template holds. Out of scope: how they look on the
sheet (`returns.template_sheets`), or whether a heading that came back is known (`returns.reference_lists`).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TOP, PART = 1, 2
OFFICIAL = "official"
# A level 2 heading is printed only where a document names it; those recalled from memory are left to the hub.
_NAMED = frozenset({"sourced", "name_sourced", OFFICIAL})
# Values of the published tables that are no heading to report under, and a second spelling of one that is.
_NOT_LISTED = frozenset({"not-stated", "support-functions/fleet-services"})


@dataclass(frozen=True)
class Heading:
    """A heading of the list.

    Attributes:
        level: 1 for a heading that holds others, 2 for a part of one.
        parent_id: Heading it is a part of; the whole force for level 1.
        source_status: How well its name is known, as in the reference seed.
        source: Document the name was taken from; empty where none was found.
    """

    heading_id: str
    name: str
    level: int
    parent_id: str
    source_status: str
    source: str


@cache
def headings_of_year(seeds: Path, financial_year: str | None) -> tuple[Heading, ...]:
    """Headings that the template of a year lists: every level 1 heading, each followed by its parts.

    Args:
        seeds: Folder of the reference data.
        financial_year: As 2012/13. An official heading is listed in the years its version holds for; the others have
            no official list to come from and are listed in every year.
    """
    with (seeds / "reference" / "poa_headings.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            row for row in csv.DictReader(file) if row["heading_system"] == "poa" and _is_listed(row, financial_year)
        ]
    found: list[Heading] = []
    for top in (row for row in rows if row["level"] == str(TOP)):
        found.append(_heading(top, TOP))
        parts = (row for row in rows if row["level"] == str(PART) and row["parent_heading_id"] == top["heading_id"])
        found.extend(_heading(row, PART) for row in parts)
    return tuple(found)


def _is_listed(row: dict[str, str], financial_year: str | None) -> bool:
    is_of_the_list = row["heading_system"] == "poa" and row["level"] in {str(TOP), str(PART)}
    if not is_of_the_list or row["heading_id"] in _NOT_LISTED:
        return False
    if row["source_status"] == OFFICIAL and financial_year:
        return (row["version_from_year"] or "") <= financial_year <= (row["version_to_year"] or "9999")
    return row["level"] == str(TOP) or row["source_status"] in _NAMED


def _heading(row: dict[str, str], level: int) -> Heading:
    return Heading(
        row["heading_id"], row["heading_name"], level, row["parent_heading_id"], row["source_status"], row["source"]
    )
