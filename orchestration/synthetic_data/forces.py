"""How large the 43 forces are: from the release in force where it has the year, else from the table shipped here.

In scope: residents and workforce totals. Out of scope: how they are spread over headings.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from orchestration.settings import Settings

HERE = Path(__file__).resolve().parent
WORKER_TYPES = ("police_officer", "police_staff", "pcso", "designated_officer")
_SHIPPED_START_YEAR = 2022  # forces_2023.csv stands at 31 March 2023, the end of 2022/23
# Where only the shipped year is known, other years are a little smaller before it and larger after it.
_GROWTH_A_YEAR = 0.008
_SMALLEST_FACTOR = 0.75


@dataclass(frozen=True)
class ForceSize:
    """One force in one year.

    Attributes:
        region: Region of the Association of Chief Police Officers.
        population: Residents.
        fte: Full-time equivalents by worker type, in hundredths.
        special_constables: People.
    """

    force_id: str
    name: str
    region: str
    population: int
    fte: Mapping[str, int]
    special_constables: int


def force_sizes(settings: Settings, financial_year: str) -> list[ForceSize]:
    """All forces, the largest first by the officers of the shipped table, so that the order is the same every year."""
    shipped = _read(HERE / "forces_2023.csv")
    reference = {row["force_id"]: row for row in _read(settings.seeds / "reference" / "forces.csv")}
    order = sorted(shipped, key=lambda row: (-float(row["police_officer_fte"]), row["force_id"]))
    published = _published(settings, financial_year)
    known = [row for row in order if row["force_id"] in reference]
    if published.keys() >= {row["force_id"] for row in known}:
        return [_size(reference[row["force_id"]], published[row["force_id"]]) for row in known]
    return [_size(reference[row["force_id"]], _shipped_facts(row, financial_year)) for row in known]


@dataclass(frozen=True)
class _Facts:
    population: int
    fte: dict[str, int]
    special_constables: int


def _size(reference: Mapping[str, str], facts: _Facts) -> ForceSize:
    return ForceSize(
        reference["force_id"], reference["force_name"], reference["acpo_region"],
        facts.population, facts.fte, facts.special_constables,
    )  # fmt: skip


def _shipped_facts(row: Mapping[str, str], financial_year: str) -> _Facts:
    years = int(financial_year[:4]) - _SHIPPED_START_YEAR
    factor = max(1 + _GROWTH_A_YEAR * years, _SMALLEST_FACTOR)
    fte = {kind: round(float(row[f"{kind}_fte"]) * 100 * factor) for kind in WORKER_TYPES}
    return _Facts(round(int(row["population"]) * factor), fte, round(int(row["special_constable_headcount"]) * factor))


def _published(settings: Settings, financial_year: str) -> dict[str, _Facts]:
    """Facts of the release in force; only of forces for which it has residents, officers and staff of the year."""
    path = settings.current / "icm_marts.duckdb"
    years = {row["financial_year"]: row for row in _read(settings.seeds / "reference" / "financial_years.csv")}
    if not path.is_file() or financial_year not in years:
        return {}
    import duckdb

    year = years[financial_year]
    with duckdb.connect(str(path), read_only=True) as release:
        workforce = release.execute(
            "SELECT force_id, worker_type, coalesce(fte, 0), coalesce(headcount, 0) FROM marts.force_workforce "
            "WHERE as_at = CAST(? AS DATE)",
            [year["workforce_as_at"]],
        ).fetchall()
        residents = release.execute(
            "SELECT force_id, population FROM marts.force_population WHERE mid_year = CAST(? AS INTEGER)",
            [year["population_mid_year"]],
        ).fetchall()
    by_force: dict[str, dict[str, tuple[float, int]]] = {}
    for force_id, worker_type, fte, headcount in workforce:
        by_force.setdefault(force_id, {})[worker_type] = (fte, headcount)
    return {
        force_id: _published_facts(int(population), by_force[force_id])
        for force_id, population in residents
        if population and all(by_force.get(force_id, {}).get(kind, (0, 0))[0] for kind in WORKER_TYPES[:2])
    }


def _published_facts(population: int, workers: Mapping[str, tuple[float, int]]) -> _Facts:
    fte = {kind: round(workers.get(kind, (0.0, 0))[0] * 100) for kind in WORKER_TYPES}
    return _Facts(population, fte, int(workers.get("special_constable", (0, 0))[1]))


@cache
def _read(path: Path) -> tuple[dict[str, str], ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
