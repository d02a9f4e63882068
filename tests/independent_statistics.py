"""The statistics of the variation tables, made a second time with pandas, numpy and scipy.

In scope: what follows from numerators and denominators, written from docs/variation-method.md. Out of scope:
where these come from (independent_measures), or the comparison with what is published.
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
AT_AN_END, FEWEST, STEADY = 0.1, 5, 5
FEWEST_FOR_OUTLIERS, FAR_FROM_THE_MEDIAN, POUNDS_PER_HEAD, PER_CENT_THAT_MATTERS = 10, 3.5, 1.0, 10.0
NEAR_ZERO = 0.05  # of the typical size of the values
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
        is_comparable: Whether the heading compares between forces.
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
    is_comparable: bool = True

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
        return self.of_counted(lowest_last)

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

    @cached_property
    def robust_distances(self) -> np.ndarray:
        """Distance from the median in robust standard deviations; nan where most values are the same."""
        values = self.values[self.counts]
        spread = stats.median_abs_deviation(values, scale="normal")
        if spread <= 1e-9 * np.median(np.abs(values)):  # what only the rounding of quotients sets apart is the same
            return np.full(len(self.ids), np.nan)
        return self.of_counted(lambda counted: np.abs(counted - np.median(counted)) / spread)

    def percentage_base(self, average: float) -> float:
        """The average, or nan where a percentage of it would say nothing."""
        if np.isnan(average) or average <= NEAR_ZERO * np.median(np.abs(self.values[self.counts])):
            return np.nan
        return average

    def weighted(self, chosen: np.ndarray) -> float:
        """Sum of the numerators over the sum of the denominators."""
        below = self.below[chosen].sum()
        return self.measure["scale"] * self.above[chosen].sum() / below if below else np.nan

    def scope(self, method: str) -> np.ndarray:
        """Forces of an average of the nation, whether they count or not."""
        return ~self.is_london if method.endswith("excl_london") else np.full(len(self.ids), True)

    @property
    def has_outliers(self) -> bool:
        return self.is_comparable and int(self.counts.sum()) >= FEWEST_FOR_OUTLIERS

    def stands_out(self, at: int, difference: float, average: float) -> bool:
        """Whether a force is in an outer tenth, far from the others, and by an amount that matters."""
        if not self.has_outliers or self.end_of_range[at] is None:
            return False
        distance, base = self.robust_distances[at], self.percentage_base(average)
        if distance <= FAR_FROM_THE_MEDIAN:
            return False
        pounds_matter = self.measure["unit"] == "GBP per head" and abs(difference) > POUNDS_PER_HEAD
        if self.measure["is_change"] or np.isnan(base):
            return bool(pounds_matter or not np.isnan(distance))
        return bool(pounds_matter or abs(difference) / base > PER_CENT_THAT_MATTERS / 100)

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
        outlier = np.array(
            [
                None if np.isnan(each) or np.isnan(self.places[at]) else self.stands_out(at, each, average[at])
                for at, each in enumerate(difference)
            ],
            object,
        )
        return Against(average, forces, held, difference, difference * self.below / self.measure["scale"], outlier)


def reason(forces: int) -> str | None:
    """Why there is no statistic."""
    return f"Forces that reported: {forces}; a statistic needs {FEWEST}." if forces < FEWEST else None


def has_no_percentage(forces: Forces, average: float) -> bool:
    """Whether there is an average of which no percentage is made."""
    return not np.isnan(average) and bool(forces.measure["is_change"] or np.isnan(forces.percentage_base(average)))


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
                "difference_pct": np.nan if is_change else 100 * difference / forces.percentage_base(average),
                "has_no_percentage": has_no_percentage(forces, average),
                "gap_gbp": gap if is_money else np.nan,
                "gap_fte": gap if is_people else np.nan,
                "gap_numerator": gap,
                "is_outlier": held.is_outlier[at],
                "end_of_range": None
                if held.is_outlier[at] is None or not forces.is_comparable
                else forces.end_of_range[at],
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
            "forces_denominator_missing": states.count("denominator_missing"),
            "forces_unverified": states.count("unverified"),
            "forces_held": 0,
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
            "coefficient_of_variation": np.std(values) / forces.percentage_base(mean)
            if is_national and len(values) and not is_change
            else np.nan,
            "has_no_percentage": is_national and not np.isnan(average) and has_no_percentage(forces, mean),
            "has_no_outliers": not forces.has_outliers,
            "gap_above_average_gbp": above_average if forces.measure["is_money"] else np.nan,
            "gap_above_average_fte": above_average if unit == "FTE" and not is_change else np.nan,
            "opportunity_gbp": above_average if forces.measure["is_cost"] else np.nan,
            "average_value_real": average * shown,
            "opportunity_gbp_real": above_average * factor if forces.measure["is_cost"] else np.nan,
            "outliers": sum(each is True for each in held.is_outlier[chosen]),
            "has_reason": not is_national or held.forces[0] < FEWEST,
        }


def intervals(forces: Forces, year_before: Forces | None) -> Iterator[Row]:
    """Rows of variation.rank_intervals: places are compared among the forces that have both, and no others."""
    if not forces.has_places:
        return
    before = dict(zip(year_before.ids, year_before.places, strict=True)) if year_before else {}
    place_then = np.array([before.get(force, np.nan) for force in forces.ids])
    without_london = forces.of_counted(lowest_last, forces.counts & ~forces.is_london)
    against = against_peers(forces)
    among_peers = np.full(len(forces.ids), np.nan)
    among_peers[~np.isnan(against)] = lowest_last(against[~np.isnan(against)])
    shifts = [shift(forces.values, against), shift(forces.values, -place_then, forces.counts)]
    held = forces.by_method.values()
    for at in np.flatnonzero(forces.counts):
        place = forces.places[at]
        moved = [0, *(int(each[at]) for each in shifts if not np.isnan(each[at]))]
        span = max(moved) - min(moved)
        moves = "steady" if span <= STEADY else "moves"
        yield {
            "force_id": forces.ids[at],
            "forces_reporting": forces.counts.sum(),
            "rank_desc": place,
            "rank_excl_london": without_london[at],
            "rank_against_peers": among_peers[at],
            "shift_against_peers": shifts[0][at],
            "rank_year_before": place_then[at],
            "shift_year_before": shifts[1][at],
            "rank_from": place + min(moved),
            "rank_to": place + max(moved),
            "places_moved": span,
            "stability": "small_numbers" if forces.is_small[at] else moves,
            "methods_compared": sum(not np.isnan(each.difference[at]) for each in held),
            "methods_above": sum(each.difference[at] > 0 for each in held),
            "methods_outlier": sum(each.is_outlier[at] is True for each in held),
            "is_small_number": bool(forces.is_small[at]),
            "names_peers": not np.isnan(shifts[0][at]),
            "names_the_year_before": not np.isnan(shifts[1][at]),
        }


def lowest_last(values: np.ndarray) -> np.ndarray:
    """Places, the highest value first; ties share the better one."""
    return stats.rankdata(-values, method="min")


def shift(now: np.ndarray, other: np.ndarray, counts: np.ndarray | None = None) -> np.ndarray:
    """Places that each force would be lower by another quantity, among the forces that have both."""
    both = ~np.isnan(now) & ~np.isnan(other)
    both = both if counts is None else both & counts
    found = np.full(len(now), np.nan)
    if both.any():
        found[both] = lowest_last(other[both]) - lowest_last(now[both])
    return found


def against_peers(forces: Forces) -> np.ndarray:
    """How far each force is from its own peers: as a multiple, or for a change as a difference; nan without either."""
    if OFFICIAL_PEERS not in forces.by_method:
        return np.full(len(forces.ids), np.nan)
    averages = forces.by_method[OFFICIAL_PEERS].average
    bases = averages if forces.measure["is_change"] else np.array([forces.percentage_base(each) for each in averages])
    against = forces.values - bases if forces.measure["is_change"] else forces.values / bases
    return np.where(forces.counts, against, np.nan)


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
            "difference_pct": np.nan
            if forces.measure["is_change"]
            else 100 * difference / forces.percentage_base(average),
            "has_no_percentage": has_no_percentage(forces, average),
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
