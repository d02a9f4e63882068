"""How a force's workers and money are spread over the Police Objective Analysis headings, in the made-up set.

In scope: the two tables beside this file, for the headings that a year lists. Out of scope: which headings
a year lists (`returns.poa_list`), or amounts.

The spread of officers over level 1 is the published national one of 31 March 2025 (Home Office police functions open
data table); the 3,922 human resources and 2,672 finance staff are those of Getting Together (HMIC, 2009). Everything
else is the builders' guess at what is plausible.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from orchestration.returns.poa_list import PART, TOP, Heading, headings_of_year

HERE = Path(__file__).resolve().parent
_PROFILE_COLUMNS = ("officer", "staff", "pcso", "designated", "special", "volunteer", "overtime", "premises",
                    "transport", "supplies", "third_party", "other", "income", "collaboration")  # fmt: skip
_NO_PROFILE: Mapping[str, float] = dict.fromkeys(_PROFILE_COLUMNS, 0.01)


@dataclass(frozen=True)
class Part:
    """A level 2 heading.

    Attributes:
        shares: Share of the heading's officers and staff, per cent.
        national_staff: Full-time equivalents of staff that the 43 forces have together; None where the share says.
    """

    heading: Heading
    shares: Mapping[str, float]
    national_staff: int | None


@dataclass(frozen=True)
class Function:
    """A level 1 heading with its parts.

    Attributes:
        profile: Weights among the headings of a force for workers and collaboration; spending on the other lines and
            income as a share of pay.
    """

    heading: Heading
    profile: Mapping[str, float]
    parts: tuple[Part, ...]


@cache
def functions_of_year(seeds: Path, financial_year: str) -> tuple[Function, ...]:
    """Level 1 headings that a year lists, each with those of its parts that `heading_parts.csv` has a size for."""
    listed = headings_of_year(seeds, financial_year)
    profiles, known_parts = _numbers(HERE / "heading_profiles.csv"), _numbers(HERE / "heading_parts.csv")
    return tuple(
        Function(
            top,
            {**_NO_PROFILE, **profiles.get(top.heading_id, {})},
            tuple(
                _part(each, known_parts[each.heading_id])
                for each in listed
                if each.level == PART and each.parent_id == top.heading_id and each.heading_id in known_parts
            ),
        )
        for top in listed
        if top.level == TOP
    )


def _part(heading: Heading, row: Mapping[str, float]) -> Part:
    national = row.get("national_staff_fte")
    return Part(heading, row, int(national) if national else None)


def _numbers(path: Path) -> dict[str, dict[str, float]]:
    with path.open(encoding="utf-8", newline="") as file:
        return {
            row.pop("heading_id"): {name: float(text) for name, text in row.items() if text}
            for row in csv.DictReader(file)
        }
