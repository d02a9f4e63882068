"""Workforce by heading: the totals of each force, spread so that level 1 adds up to them exactly.

In scope: full-time equivalents and people by heading. Out of scope: the totals (`illustration.forces`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from orchestration.returns.template import Value
from orchestration.synthetic_data.forces import ForceSize
from orchestration.synthetic_data.headings import Function, Part
from orchestration.synthetic_data.sharing import draws, shared, wobble

# Worker type to the column of the spread that it follows.
_SPREAD = {"police_officer": "officer", "police_staff": "staff", "pcso": "pcso", "designated_officer": "designated"}
_SMALLEST_PART = 500  # hundredths: a part with fewer than five full-time equivalents is left at nil
_VOLUNTEERS_PER_RESIDENT = 12 / 100_000
# City of London carries national duties against economic crime, far beyond its size.
_EXTRA_WEIGHT = {("city-of-london", "national-policing"): 6.0, ("city-of-london", "investigations"): 1.6}

Counts = dict[str, int]
Workforce = dict[str, dict[str, Counts]]


def national_workforce(
    sizes: Sequence[ForceSize], functions: Sequence[Function], seed: int, financial_year: str
) -> Workforce:
    """Workforce of every force by heading.

    Returns:
        Force id to heading id to column of the return: full-time equivalents in hundredths, people in number.
    """
    workforce = {size.force_id: _by_function(size, functions, seed, financial_year) for size in sizes}
    for function in functions:
        for part in function.parts:
            _add_part(workforce, function, part, seed, financial_year)
    for by_heading in workforce.values():
        for function in functions:
            _keep_parts_within(by_heading, function)
    for size in sizes:
        _add_people(size, workforce[size.force_id], functions, seed)
    return workforce


def workforce_rows(by_heading: Mapping[str, Counts], functions: Sequence[Function]) -> list[dict[str, Value]]:
    """Rows of the return for one force, in the order of the template."""
    headings = [each for function in functions for each in (function.heading, *(p.heading for p in function.parts))]
    return [
        {
            "heading_name": heading.name,
            **{
                column: count / 100 if column.endswith("_fte") else count
                for column, count in by_heading[heading.heading_id].items()
            },
        }
        for heading in headings
    ]


def _by_function(size: ForceSize, functions: Sequence[Function], seed: int, financial_year: str) -> dict[str, Counts]:
    found: dict[str, Counts] = {function.heading.heading_id: {} for function in functions}
    for worker_type, spread in _SPREAD.items():
        weights = []
        for function in functions:
            heading_id = function.heading.heading_id
            lasting = wobble(draws(seed, "workforce", size.force_id, heading_id, worker_type), 0.15)
            yearly = wobble(draws(seed, "workforce", size.force_id, heading_id, worker_type, financial_year), 0.01)
            extra = _EXTRA_WEIGHT.get((size.force_id, heading_id), 1.0)
            weights.append(function.profile[spread] * lasting * yearly * extra)
        for function, count in zip(functions, shared(size.fte[worker_type], weights), strict=True):
            found[function.heading.heading_id][f"{worker_type}_fte"] = count
    return found


def _add_part(workforce: Workforce, function: Function, part: Part, seed: int, financial_year: str) -> None:
    """Give a part its share of the heading's officers and staff; other workers stay with the heading."""
    parent, own = function.heading.heading_id, part.heading.heading_id
    weights: list[float] = []
    for force_id, by_heading in workforce.items():
        lasting = wobble(draws(seed, "part", force_id, own), 0.08)
        yearly = wobble(draws(seed, "part", force_id, own, financial_year), 0.01)
        weights.append(by_heading[parent]["police_staff_fte"] * lasting * yearly)
        by_heading[own] = {f"{worker_type}_fte": 0 for worker_type in _SPREAD}
        for worker_type, spread in (("police_officer", "officer"), ("police_staff", "staff")):
            share = part.shares.get(spread, 0.0) / 100
            count = math.floor(by_heading[parent][f"{worker_type}_fte"] * share * lasting * yearly)
            by_heading[own][f"{worker_type}_fte"] = count if count >= _SMALLEST_PART else 0
    if part.national_staff is not None:
        for by_heading, count in zip(workforce.values(), shared(part.national_staff * 100, weights), strict=True):
            by_heading[own]["police_staff_fte"] = count


def _keep_parts_within(by_heading: dict[str, Counts], function: Function) -> None:
    """Take from parts without a national total what they have beyond nine tenths of their heading."""
    for worker_type in _SPREAD:
        column = f"{worker_type}_fte"
        counts = {part.heading.heading_id: by_heading[part.heading.heading_id][column] for part in function.parts}
        room = by_heading[function.heading.heading_id][column] * 9 // 10
        loose = [part.heading.heading_id for part in function.parts if part.national_staff is None]
        fixed = sum(count for heading_id, count in counts.items() if heading_id not in loose)
        wanted = sum(counts[heading_id] for heading_id in loose)
        left = max(room - fixed, 0)
        if wanted > left:
            for heading_id in loose:
                by_heading[heading_id][column] = counts[heading_id] * left // wanted


def _add_people(size: ForceSize, by_heading: dict[str, Counts], functions: Sequence[Function], seed: int) -> None:
    """Add people: a little more than full-time equivalents, and specials and volunteers, who have none."""
    for worker_type in _SPREAD:
        ratio = draws(seed, "people", size.force_id, worker_type).uniform(1.01, 1.05)
        for counts in by_heading.values():
            equivalents = counts[f"{worker_type}_fte"] / 100
            counts[f"{worker_type}_headcount"] = max(math.ceil(equivalents), round(equivalents * ratio))
    volunteers = round(size.population * _VOLUNTEERS_PER_RESIDENT)
    for column, spread, total in (
        ("special_constable_headcount", "special", size.special_constables),
        ("police_support_volunteer_headcount", "volunteer", volunteers),
    ):
        counts_by_function = shared(total, [function.profile[spread] for function in functions])
        for function, count in zip(functions, counts_by_function, strict=True):
            by_heading[function.heading.heading_id][column] = count
