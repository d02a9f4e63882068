"""Figures of a heading by measure and year, packed as the browser reads them: one entry per force in each list.

In scope: reading and packing positions and summaries. Out of scope: computing: values, ranks, averages, differences and
gaps are taken as the models made them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from itertools import groupby
from typing import Any

from orchestration.publication.release_reader import ReleaseReader, Row

Facts = dict[str, Any]
Years = dict[str, dict[str, Facts]]
Columns = dict[str, list[Any]]
_COSTS_PER_HEAD = ("expenditure_per_head", "spending_by_type")
_POSITIONS = (
    "SELECT p.heading_id, p.measure_id, p.financial_year, p.average_method, f.place, round(p.value, 6) AS held, "
    "p.rank_desc, round(p.difference, 6) AS difference, round(p.difference_pct, 2) AS pct, "
    "round(coalesce(CAST(p.gap_gbp AS DOUBLE), p.gap_fte)) AS gap, p.is_in_average, "
    "round(p.average_value, 6) AS average, p.forces_in_average, p.reported_state, p.exclusion_ground, "
    "p.force_context, p.is_small_number, CASE WHEN p.is_outlier THEN p.outlier_reason END AS outlier, "
    "p.population_mid_year, p.forces_reporting, p.forces_expected, p.is_illustrative "
    "FROM variation.force_position AS p "
    "JOIN (SELECT force_id, row_number() OVER (ORDER BY force_name) - 1 AS place FROM marts.dim_force) AS f "
    "USING (force_id)"
)
_ORDER = "ORDER BY measure_id, financial_year, average_method, place"
# Positions of all headings, read once: a heading is then found without reading those of the others.
_ALL = f"CREATE OR REPLACE TEMP TABLE heading_positions AS {_POSITIONS} ORDER BY heading_id"


class HeadingFigures:
    """Figures of the headings of a release; what is read for one heading is kept for the next."""

    def __init__(self, reader: ReleaseReader, forces: int) -> None:
        self._reader = reader
        self._forces = forces
        self._asked = 0

    def years(self, heading_id: str) -> Years:
        """Every measure of a heading by year: values, ranks and states, and what each average makes of them."""
        found: Years = defaultdict(dict)
        held = self._positions(heading_id)
        for (measure, year, method), start, end in _groups(held):
            part = {name: column[start:end] for name, column in held.items()}
            if year not in found[measure]:
                found[measure][year] = _year(part, self._forces)
            found[measure][year]["methods"][method] = _method(part, self._forces)
        # A public edition may show a summary of positions that it withholds, which a page has no place for.
        for row in self.summaries.get(heading_id, ()):
            if held_year := found.get(row["measure_id"], {}).get(row["financial_year"]):
                _summarise(held_year, row)
        for row in self._regions.get(heading_id, ()):
            if held_year := found.get(row["measure_id"], {}).get(row["financial_year"]):
                held_year["regions"][row["home_office_region"]] = row["held"]
        for row in self.breaks.get(heading_id, ()):
            if row["financial_year"] in found.get(row["measure_id"], {}):
                found[row["measure_id"]][row["financial_year"]]["break"] = row["break_reason"]
        return found

    def _positions(self, heading_id: str) -> Columns:
        self._asked += 1
        if self._asked == 1:
            return self._reader.columns(f"{_POSITIONS} WHERE p.heading_id = ? {_ORDER}", heading_id)
        if self._asked == 2:
            self._reader.rows(_ALL)
        return self._reader.columns(f"SELECT * FROM heading_positions WHERE heading_id = ? {_ORDER}", heading_id)

    @cached_property
    def summaries(self) -> dict[str, list[Row]]:
        """Summaries of every measure, year and average by heading."""
        return self._by_heading(
            "SELECT heading_id, measure_id, financial_year, average_method, is_comparable, comparability_reason, "
            "compared_instead_heading_id, round(average_value, 6) AS average, forces_in_average, round(p10, 6) AS p10, "
            "round(p90, 6) AS p90, round(opportunity_gbp) AS opportunity, statistics_reason "
            "FROM variation.national_summary"
        )

    @cached_property
    def measures(self) -> dict[str, list[Row]]:
        """Measures with a value by heading, the one that its page opens with first, then in their order.

        A page opens with a cost per head where there is one, and then with the latest.
        """
        measures = {row["measure_id"]: row for row in self._reader.rows("SELECT * FROM variation.dim_measure")}
        found = self._by_heading(
            "SELECT heading_id, measure_id, max(financial_year) AS latest_year FROM variation.national_summary "
            "WHERE forces_reporting > 0 AND (heading_id, measure_id) IN "
            "(SELECT DISTINCT heading_id, measure_id FROM variation.force_position) GROUP BY ALL ORDER BY ALL"
        )
        return {
            heading_id: _in_order([measures[row["measure_id"]] | row for row in rows])
            for heading_id, rows in found.items()
        }

    @cached_property
    def _regions(self) -> dict[str, list[Row]]:
        return self._by_heading(
            "SELECT heading_id, measure_id, financial_year, home_office_region, round(value, 6) AS held "
            "FROM variation.region_position ORDER BY ALL"
        )

    @cached_property
    def repeated(self) -> set[tuple[str, str]]:
        """Headings and years whose figures are those of another heading of the year's list."""
        rows = self._reader.rows(
            "SELECT DISTINCT heading_id, financial_year FROM variation.heading_comparability WHERE is_carried_over"
        )
        return {(row["heading_id"], row["financial_year"]) for row in rows}

    @cached_property
    def breaks(self) -> dict[str, list[Row]]:
        """Years whose figures do not compare with earlier ones, by heading, with the reason."""
        return self._by_heading(
            "SELECT c.heading_id, c.financial_year, c.break_reason, m.measure_id "
            "FROM variation.heading_comparability AS c "
            "JOIN variation.dim_measure AS m ON c.figures = coalesce(m.basis, 'people') "
            "WHERE c.breaks_with_earlier_years"
        )

    def _by_heading(self, question: str) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self._reader.rows(question):
            found[row["heading_id"]].append(row)
        return found


def _in_order(measures: list[Row]) -> list[Row]:
    ordered = sorted(measures, key=lambda row: row["sort_order"])
    latest = sorted(ordered, key=lambda row: row["latest_year"], reverse=True)
    opening = next((row for row in latest if row["is_cost"] and row["family"] in _COSTS_PER_HEAD), latest[0])
    return [opening, *(row for row in ordered if row is not opening)]


def _summarise(year: Facts, row: Row) -> None:
    year["not_comparable"] = "" if row["is_comparable"] else row["comparability_reason"] or "It is not compared."
    year["instead"] = row["compared_instead_heading_id"]
    year["methods"].setdefault(row["average_method"], {}).update(
        average=row["average"],
        counted=row["forces_in_average"],
        p10=row["p10"],
        p90=row["p90"],
        opportunity=None if row["opportunity"] is None else int(row["opportunity"]),
        why=row["statistics_reason"],
    )


def _groups(held: Columns) -> Iterator[tuple[tuple[str, str, str], int, int]]:
    """Measure, year and average, and the first row and the row after the last of each."""
    start = 0
    for key, rows in groupby(zip(held["measure_id"], held["financial_year"], held["average_method"], strict=True)):
        end = start + sum(1 for _ in rows)
        yield key, start, end
        start = end


def _year(part: Columns, forces: int) -> Facts:
    return {
        "values": _placed(part, "held", forces),
        "ranks": _placed(part, "rank_desc", forces),
        "states": {place: state for place, state in _said(part, "reported_state").items() if state != "reported"},
        "grounds": _said(part, "exclusion_ground"),
        "contexts": _said(part, "force_context"),
        "small": [place for place, is_small in zip(part["place"], part["is_small_number"], strict=True) if is_small],
        "population": max((year for year in part["population_mid_year"] if year), default=None),
        "reporting": part["forces_reporting"][0],
        "expected": part["forces_expected"][0],
        "illustrative": any(part["is_illustrative"]),
        "regions": {},
        "methods": {},
        "not_comparable": "",
        "instead": None,
        "break": None,
    }


def _method(part: Columns, forces: int) -> Facts:
    places = part["place"]
    made: Facts = {
        "differences": _placed(part, "difference", forces),
        "percentages": _placed(part, "pct", forces),
        "gaps": [None if gap is None else int(gap) for gap in _placed(part, "gap", forces)],
        "outside": [
            place
            for place, is_in, rank in zip(places, part["is_in_average"], part["rank_desc"], strict=True)
            if is_in is False and rank is not None
        ],
        "outliers": _said(part, "outlier"),
    }
    if part["is_in_average"][0] is None:
        # Under a method of peers every force has an average of its own.
        own = zip(places, part["average"], part["forces_in_average"], strict=True)
        made["own"] = {str(place): [average, counted] for place, average, counted in own if average is not None}
    return made


def _said(part: Columns, name: str) -> dict[str, str]:
    return {str(place): text for place, text in zip(part["place"], part[name], strict=True) if text}


def _placed(part: Columns, name: str, forces: int) -> list[Any]:
    if len(part["place"]) == forces:
        return part[name]
    placed: list[Any] = [None] * forces
    for place, value in zip(part["place"], part[name], strict=True):
        placed[place] = value
    return placed
