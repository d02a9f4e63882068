"""The statistics of the variation tables, made a second time with pandas, numpy and scipy.

Belongs here: what follows from numerators and denominators, written from docs/variation-method.md. Does not belong
here: where these come from (measures_again), or the comparison with what is published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

NATIONAL = ("simple_excl_london", "weighted_all", "weighted_excl_london")
OFFICIAL_PEERS = "weighted_peer"
AT_AN_END, POUNDS_PER_HEAD, FEWEST, STEADY = 0.1, 1.0, 5, 5
QUANTILES = {
    "minimum": 0, "p10": 0.1, "lower_quartile": 0.25, "median": 0.5, "upper_quartile": 0.75, "p90": 0.9, "maximum": 1,
}  # fmt: skip
Row = dict[str, Any]


@dataclass(frozen=True)
class Against:
    """How the forces of one measure, heading and year stand against one average; nan where it cannot be said.

    Attributes:
        average: Average that each force is held against.
        forces: How many forces are in that average.
        held: Which forces are held against one at all.
        difference: Value less average.
        gap: The difference in units of the numerator.
        is_outlier: True, False, or None where it cannot be said.
    """

    average: np.ndarray
    forces: np.ndarray
    held: np.ndarray
    difference: np.ndarray
    gap: np.ndarray
    is_outlier: np.ndarray


@dataclass(frozen=True)
class Forces:
    """One measure, heading and year: a row for every force in being, in the order of `ids`.

    Attributes:
        measure: Row of variation.dim_measure.
        ids: Forces.
        regions: Their Home Office regions.
        is_london: Which are the two of London.
        above: Numerators, nan where there is none.
        below: Denominators, the same.
        states: Kind of report.
        grounds: Why a value was left out by decision, or None.
        peers: Forces that each force is held against, by method and force.
        to_base_year: Factor to the prices of the base year, or None.
    """

    measure: Mapping[str, Any]
    ids: list[str]
    regions: np.ndarray
    is_london: np.ndarray
    above: np.ndarray
    below: np.ndarray
    states: np.ndarray
    grounds: np.ndarray
    peers: Mapping[str, Mapping[str, list[str]]]
    to_base_year: float | None

    @cached_property
    def values(self) -> np.ndarray:
        with np.errstate(divide="ignore", invalid="ignore"):
            quotients = self.measure["scale"] * self.above / self.below
        return np.where(self.below == 0, np.nan, quotients)

    @cached_property
    def counts(self) -> np.ndarray:
        return (self.states == "reported") & ~np.isnan(self.values) & np.equal(self.grounds, None)

    @cached_property
    def states_shown(self) -> np.ndarray:
        """A force with nothing to divide by has not got what is measured."""
        return np.where((self.states == "reported") & (self.below == 0), "not_provided", self.states)

    @cached_property
    def is_small(self) -> np.ndarray:
        limits = ((self.above, self.measure["small_numerator"]), (self.below, self.measure["small_denominator"]))
        return np.any(
            [parts < limit for parts, limit in limits if limit is not None] or [np.zeros_like(self.counts)], 0
        )

    def of_counted(self, statistic: Any, chosen: np.ndarray | None = None) -> np.ndarray:
        """A statistic over the values that count, back at the places of their forces."""
        inside = self.counts if chosen is None else chosen
        found = np.full(len(self.ids), np.nan)
        if inside.any():
            found[inside] = statistic(self.values[inside])
        return found

    @property
    def has_places(self) -> bool:
        return int(self.counts.sum()) >= FEWEST

    @cached_property
    def places(self) -> np.ndarray:
        """Highest value first; ties share the better place."""
        if not self.has_places:
            return np.full(len(self.ids), np.nan)
        return self.of_counted(lambda values: stats.rankdata(-values, method="min"))

    @cached_property
    def percentiles(self) -> np.ndarray:
        """Share of the other forces with a lower value."""
        if not self.has_places:
            return np.full(len(self.ids), np.nan)
        return self.of_counted(lambda values: [100 * np.sum(values < each) / (len(values) - 1) for each in values])

    @cached_property
    def end_of_range(self) -> np.ndarray:
        """Highest or lowest tenth, all who tie counted, or None."""
        top = self.of_counted(lambda values: [np.mean(values >= each) for each in values])
        low = self.of_counted(lambda values: [np.mean(values <= each) for each in values])
        ends = np.where(top <= AT_AN_END, "highest", np.where(low <= AT_AN_END, "lowest", None))
        return np.where(np.isnan(self.places), None, ends)

    def weighted(self, chosen: np.ndarray) -> float:
        """Sum of the numerators over the sum of the denominators."""
        below = self.below[chosen].sum()
        return self.measure["scale"] * self.above[chosen].sum() / below if below else np.nan

    def scope(self, method: str) -> np.ndarray:
        """Forces of an average of the nation, whether they count or not."""
        return ~self.is_london if method.endswith("excl_london") else np.full(len(self.ids), True)

    def average(self, method: str) -> tuple[float, int]:
        """An average of the nation, and how many forces are in it."""
        chosen = self.counts & self.scope(method)
        if chosen.sum() < FEWEST:
            return np.nan, int(chosen.sum())
        mean = np.mean(self.values[chosen]) if method.startswith("simple") else self.weighted(chosen)
        return float(mean), int(chosen.sum())

    def peer_averages(self, method: str) -> list[tuple[float, int]]:
        """The average of the peers of each force, and how many of them are in it; a force without peers has none."""
        found = []
        for force in self.ids:
            chosen = self.counts & np.isin(self.ids, self.peers[method].get(force, []))
            found.append((self.weighted(chosen) if chosen.sum() >= FEWEST else np.nan, int(chosen.sum())))
        return found

    @cached_property
    def by_method(self) -> dict[str, Against]:
        """How the forces stand against each average that there is."""
        everybody = np.full(len(self.ids), True)
        found = {method: self.against([self.average(method)] * len(self.ids), everybody) for method in NATIONAL}
        for method, groups in self.peers.items():
            has_peers = np.array([bool(set(groups.get(force, [])) & set(self.ids)) for force in self.ids])
            if has_peers.any():
                found[method] = self.against(self.peer_averages(method), has_peers)
        return found

    def against(self, averages: list[tuple[float, int]], held: np.ndarray) -> Against:
        average, forces = (np.array(each) for each in zip(*averages, strict=True))
        difference = np.where(self.counts & held, self.values - average, np.nan)
        far = np.abs(difference) > POUNDS_PER_HEAD if self.measure["unit"] == "GBP per head" else True
        outlier = np.where(
            np.isnan(difference) | np.isnan(self.places), None, np.not_equal(self.end_of_range, None) & far
        )
        return Against(average, forces, held, difference, difference * self.below / self.measure["scale"], outlier)


def reason(forces: int) -> str | None:
    """Why there is no statistic."""
    return f"Forces that reported: {forces}; a statistic needs {FEWEST}." if forces < FEWEST else None


def positions(forces: Forces) -> Iterator[Row]:
    """Rows of variation.force_position."""
    is_money, is_change = forces.measure["is_money"], forces.measure["is_change"]
    is_people = forces.measure["numerator_unit"] == "FTE" and not is_change
    factor = forces.to_base_year if is_money and forces.to_base_year else np.nan
    # A share of money is the same in any prices; what it comes to in pounds is not.
    shown = np.nan if forces.measure["denominator_unit"] == "GBP" else factor
    for method, held in forces.by_method.items():
        for at in np.flatnonzero(held.held):
            average, difference, gap = held.average[at], held.difference[at], held.gap[at]
            yield {
                "average_method": method,
                "force_id": forces.ids[at],
                "value": forces.values[at],
                "reported_state": forces.states_shown[at],
                "rank_desc": forces.places[at],
                "percentile": forces.percentiles[at],
                "average_value": average,
                "difference": difference,
                "difference_pct": np.nan if is_change or not average else 100 * difference / average,
                "gap_gbp": gap if is_money else np.nan,
                "gap_fte": gap if is_people else np.nan,
                "gap_numerator": gap,
                "is_outlier": held.is_outlier[at],
                "end_of_range": None if held.is_outlier[at] is None else forces.end_of_range[at],
                "is_small_number": None if np.isnan(forces.values[at]) else bool(forces.is_small[at]),
                "exclusion_ground": forces.grounds[at],
                "value_real": forces.values[at] * shown,
                "average_value_real": average * shown,
                "gap_gbp_real": gap * factor,
                "numerator": forces.above[at],
                "denominator": forces.below[at],
                "forces_reporting": forces.counts.sum(),
                "forces_expected": len(forces.ids),
                "forces_in_average": held.forces[at],
                "is_in_average": bool(forces.counts[at] & forces.scope(method)[at]) if method in NATIONAL else None,
                "statistics_reason": reason(held.forces[at]),
            }


def summaries(forces: Forces) -> Iterator[Row]:
    """Rows of variation.national_summary; text of why there is none apart."""
    is_change, unit = forces.measure["is_change"], forces.measure["numerator_unit"]
    factor = forces.to_base_year if forces.measure["is_money"] and forces.to_base_year else np.nan
    shown = np.nan if forces.measure["denominator_unit"] == "GBP" else factor
    states = list(forces.states_shown)
    for method, held in forces.by_method.items():
        is_national = method in NATIONAL
        average = held.average[0] if is_national else np.nan
        chosen = ~np.isnan(held.difference) & forces.scope(method)
        values, gaps = forces.values[chosen], held.gap[chosen]
        spread = np.quantile(values, list(QUANTILES.values()), method="linear") if len(values) else [np.nan] * 7
        above_average = gaps[gaps > 0].sum() if len(values) else np.nan
        mean = np.mean(values) if len(values) else np.nan
        yield {
            "average_method": method,
            "forces_reporting": forces.counts.sum(),
            "forces_expected": len(forces.ids),
            "forces_not_reported": states.count("not_reported"),
            "forces_not_provided": states.count("not_provided"),
            "forces_unverified": states.count("unverified"),
            "forces_left_out": sum(
                ground is not None and not np.isnan(value)
                for ground, value in zip(forces.grounds, forces.values, strict=True)
            ),
            "forces_with_small_numbers": (forces.is_small & forces.counts).sum(),
            "forces_in_scope": (forces.scope(method) & held.held).sum(),
            "forces_in_average": held.forces[0] if is_national else (~np.isnan(held.average)).sum(),
            "average_value": average,
            **dict(zip(QUANTILES, spread, strict=True)),
            "max_to_min_ratio": np.nan if is_change or not spread[0] > 0 else spread[-1] / spread[0],
            "coefficient_of_variation": np.std(values) / mean
            if is_national and len(values) and mean and not is_change
            else np.nan,
            "gap_above_average_gbp": above_average if forces.measure["is_money"] else np.nan,
            "gap_above_average_fte": above_average if unit == "FTE" and not is_change else np.nan,
            "opportunity_gbp": above_average if forces.measure["is_cost"] else np.nan,
            "average_value_real": average * shown,
            "opportunity_gbp_real": above_average * factor if forces.measure["is_cost"] else np.nan,
            "outliers": sum(each is True for each in held.is_outlier[chosen]),
            "has_reason": not is_national or held.forces[0] < FEWEST,
        }


def intervals(forces: Forces, year_before: Forces | None) -> Iterator[Row]:
    """Rows of variation.rank_intervals."""
    if not forces.has_places:
        return
    before = dict(zip(year_before.ids, year_before.places, strict=True)) if year_before else {}
    without_london = forces.of_counted(
        lambda values: stats.rankdata(-values, method="min"), forces.counts & ~forces.is_london
    )
    against_peers = places_against_peers(forces)
    held = forces.by_method.values()
    for at in np.flatnonzero(forces.counts):
        taken = [forces.places[at], without_london[at], against_peers[at], before.get(forces.ids[at], np.nan)]
        first, last = int(np.nanmin(taken)), int(np.nanmax(taken))
        moves = "steady" if last - first <= STEADY else "moves"
        yield {
            "force_id": forces.ids[at],
            "forces_reporting": forces.counts.sum(),
            "rank_desc": taken[0],
            "rank_excl_london": taken[1],
            "rank_against_peers": taken[2],
            "rank_year_before": taken[3],
            "rank_from": first,
            "rank_to": last,
            "places_moved": last - first,
            "stability": "small_numbers" if forces.is_small[at] else moves,
            "methods_compared": sum(not np.isnan(each.difference[at]) for each in held),
            "methods_above": sum(each.difference[at] > 0 for each in held),
            "methods_outlier": sum(each.is_outlier[at] is True for each in held),
            "is_small_number": bool(forces.is_small[at]),
        }


def places_against_peers(forces: Forces) -> np.ndarray:
    """Places by how far each force is from its own peers: as a multiple, or for a change as a difference."""
    found = np.full(len(forces.ids), np.nan)
    if OFFICIAL_PEERS not in forces.by_method:
        return found
    averages = forces.by_method[OFFICIAL_PEERS].average
    with np.errstate(divide="ignore", invalid="ignore"):
        against = forces.values - averages if forces.measure["is_change"] else forces.values / averages
    against = np.where(~np.isfinite(against), -np.inf, against)  # nothing to compare with stands last
    chosen = forces.counts & ~np.isnan(averages)
    found[chosen] = stats.rankdata(-against[chosen], method="min")
    return found


def regions(forces: Forces) -> Iterator[Row]:
    """Rows of variation.region_position."""
    average = forces.average("weighted_all")[0]
    for region in sorted(set(forces.regions)):
        inside = forces.regions == region
        chosen = inside & forces.counts
        value = forces.weighted(chosen) if chosen.any() else np.nan
        difference = value - average
        yield {
            "home_office_region": region,
            "value": value,
            "forces_reporting": chosen.sum(),
            "forces_expected": inside.sum(),
            "average_method": "weighted_all",
            "average_value": average,
            "difference": difference,
            "difference_pct": np.nan if forces.measure["is_change"] or not average else 100 * difference / average,
            "numerator": forces.above[chosen].sum() if chosen.any() else np.nan,
            "denominator": forces.below[chosen].sum() if chosen.any() else np.nan,
        }


def expected(rows: Mapping[tuple[str, str, str], Forces], statistic: Any) -> pd.DataFrame:
    """Rows of a published table for every measure, heading and year."""
    return pd.DataFrame(
        {"measure_id": key[0], "heading_id": key[1], "financial_year": key[2], **row}
        for key, forces in rows.items()
        for row in statistic(forces)
    )
