"""Where every force stands on every measure and year, packed for the page's chart, sentence and table.

In scope: reading positions and packing them. Out of scope: drawing (`chart`), computing (the models do:
value, rank, average, difference and flag are all taken from `variation.force_position` as they are).
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from orchestration.publication.pages.formatting import number, title, words
from orchestration.publication.pages.release_reader import ReleaseReader, Row

# Measures of a whole force, as against those of one function.
WHOLE_FORCE = "all-functions"
# Decimals kept in the page: more than it ever shows.
_DECIMALS = 6
# Of the workforce, one function holds a few posts in 10,000 people.
_FAMILY_OF_SMALL_VALUES = "heading_workforce_per_population"
_POSITIONS = (
    "SELECT p.measure_id, p.heading_id, p.financial_year, p.force_id, p.average_method, p.value, p.reported_state, "
    "p.rank_desc, p.average_value, p.difference, p.difference_pct, p.is_comparable, p.is_outlier, p.outlier_reason, "
    "p.force_context, p.exclusion_ground, p.is_small_number, p.population_mid_year, p.forces_reporting, "
    "p.forces_expected, p.forces_in_average, p.statistics_reason, p.percentage_reason, m.needs_peer_groups "
    "FROM variation.force_position AS p JOIN variation.dim_average_method AS m USING (average_method)"
)


def position_facts(reader: ReleaseReader) -> dict[str, Any]:
    """Everything the chart of forces shows, as compact as JSON allows.

    Lists hold one entry per force, in the order of `forces`; `outliers`, `states`, `leftOut`, `small` and the averages
    of `own` peers name only the forces they concern, by their place in that order.
    """
    forces = reader.rows("SELECT force_id, force_name FROM marts.dim_force ORDER BY force_name")
    places = {force["force_id"]: place for place, force in enumerate(forces)}
    groups = _by_measure_and_year(reader)
    by_function = _by_function(reader)
    measures = reader.rows("SELECT * FROM variation.dim_measure ORDER BY sort_order")
    reasons: list[str] = []
    return {
        "forces": [{"id": force["force_id"], "name": force["force_name"]} for force in forces],
        "methods": _methods(reader),
        "measures": [
            _measure(measure)
            | {
                "issues": _issues(reader, measure),
                "years": {
                    year: _year(rows, places, reasons, points=_in_points(measure))
                    for (measure_id, year), rows in groups.items()
                    if measure_id == measure["measure_id"]
                },
            }
            for measure in measures
            if any(measure_id == measure["measure_id"] for measure_id, _ in groups)
            or any(measure["measure_id"] in found for found in by_function.values())
        ],
        "functions": _functions(reader, set(by_function)),
        "opening": _opening(reader),
        "byFunction": {
            heading_id: {
                measure_id: {rows[0]["financial_year"]: _year(rows, places, reasons, points=False)}
                for measure_id, rows in found.items()
            }
            for heading_id, found in by_function.items()
        },
        "reasons": reasons,
        "states": {
            row["reported_state"]: words(row["reported_state"])
            for row in reader.rows("SELECT DISTINCT reported_state FROM variation.force_position")
        },
    }


def first_view(facts: dict[str, Any]) -> dict[str, Any] | None:
    """What the page shows before anything is chosen, for readers without a script; None without any measure.

    The opening function and its measure, or else the first measure of whole forces; the latest year, the default
    average, no force.
    """
    if not facts["methods"]:
        return None
    opening = facts["opening"]
    if opening:
        measure = next(each for each in facts["measures"] if each["id"] == opening["measure"])
        years, function = facts["byFunction"][opening["function"]][measure["id"]], f"{opening['name']}: "
    else:
        of_whole_forces = [each for each in facts["measures"] if each["years"]]
        if not of_whole_forces:
            return None
        measure, function = of_whole_forces[0], ""
        years = measure["years"]
    method = facts["methods"][0]
    name, year = max(years.items())
    made = year["methods"].get(method["id"], {})
    differences = made.get("differences", [None] * len(facts["forces"]))
    rows = [
        {
            "force": force["name"],
            "order": (value is None, -(value or 0.0), force["name"]),
            "value": number(value, measure["digits"], measure["prefix"], measure["sign"]),
            "difference": difference_in_words(difference, points=measure["points"]),
            "rank": rank,
            "state": words(year["states"].get(str(place), "reported")),
        }
        for place, (force, value, difference, rank) in enumerate(
            zip(facts["forces"], year["values"], differences, year["ranks"], strict=True)
        )
    ]
    return {
        "title": f"{function}{measure['name']}",
        "measure": measure,
        "method": method,
        "year": name,
        "average": number(made.get("average"), measure["digits"], measure["prefix"], measure["sign"]),
        "rows": sorted(rows, key=lambda row: row["order"]),
    }


def difference_in_words(difference: float | None, *, points: bool) -> str:
    """How far a force is from the average, as the page's script says it too."""
    if difference is None:
        return ""
    size = number(abs(difference), 1)
    if size == "0.0":
        return "at the average"
    unit = "\u00a0percentage points" if points else "%"
    return f"{size}{unit} {'above' if difference > 0 else 'below'}"


def _methods(reader: ReleaseReader) -> list[Row]:
    return reader.rows(
        "SELECT average_method AS id, method_name AS name, definition FROM variation.dim_average_method "
        "WHERE is_computed ORDER BY is_default DESC, method_name"
    )


def _in_points(measure: Row) -> bool:
    # A difference between two percentages is a number of points; as a percentage of a percentage it misleads.
    return bool(measure["unit"] == "per cent")


def _measure(measure: Row) -> Row:
    money, points = measure["unit"].startswith("GBP"), _in_points(measure)
    unit = measure["unit"].removeprefix("GBP ") if money else measure["unit"]
    return {
        "id": measure["measure_id"],
        "name": measure["measure_name"],
        "group": title(measure["family"]),
        "unit": f"pounds {unit}" if money else unit,
        "numerator": measure["numerator"],
        "denominator": measure["denominator"],
        "caveat": measure["caveat"],
        "neutral": measure["better"] == "neither",
        "prefix": "£" if money else "",
        "sign": "%" if points else "",
        "unitAfter": "%" if points else f" {unit}",
        "digits": 1 if points else 3 if measure["family"] == _FAMILY_OF_SMALL_VALUES else 2,
        "points": points,
    }


def _issues(reader: ReleaseReader, measure: Row) -> list[Row]:
    """Known issues of a measure, or of a force in the return that the measure is made from."""
    return reader.rows(
        "SELECT force_id AS force, description || ' ' || effect AS text FROM release.known_issues "
        "WHERE measure_id = ? OR (measure_id IS NULL AND force_id IS NOT NULL AND return_id = ?) ORDER BY issue_id",
        measure["measure_id"],
        measure["return_id"],
    )


def _by_measure_and_year(reader: ReleaseReader) -> dict[tuple[str, str], list[Row]]:
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in reader.rows(f"{_POSITIONS} WHERE p.heading_id = ? ORDER BY ALL", WHOLE_FORCE):
        groups[row["measure_id"], row["financial_year"]].append(row)
    return groups


def _by_function(reader: ReleaseReader) -> dict[str, dict[str, list[Row]]]:
    """Positions by heading and measure, of the latest year of each: a page with every year would not open."""
    found: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in reader.rows(
        f"{_POSITIONS} JOIN marts.dim_poa_heading AS h USING (heading_id) "
        "WHERE p.heading_id <> ? AND h.level IN (1, 2) AND p.forces_reporting > 0 "
        "QUALIFY p.financial_year = max(p.financial_year) OVER (PARTITION BY p.heading_id, p.measure_id) ORDER BY ALL",
        WHOLE_FORCE,
    ):
        found[row["heading_id"]][row["measure_id"]].append(row)
    return found


def _opening(reader: ReleaseReader) -> Row | None:
    """The function whose cost varies most and can be compared, in the latest year; None without costs by function."""
    rows = reader.rows(
        "SELECT s.heading_id AS function, h.heading_name AS name, s.measure_id AS measure "
        "FROM variation.national_summary AS s JOIN variation.dim_measure AS m USING (measure_id) "
        "JOIN variation.dim_average_method AS a USING (average_method) "
        "JOIN marts.dim_poa_heading AS h USING (heading_id) "
        "WHERE m.family = 'expenditure_per_head' AND a.is_default AND s.is_comparable AND s.opportunity_gbp > 0 "
        "AND h.heading_system = 'poa' AND h.level = 2 "
        "ORDER BY s.financial_year DESC, m.sort_order, s.opportunity_gbp DESC LIMIT 1"
    )
    return rows[0] if rows else None


def _functions(reader: ReleaseReader, with_values: set[str]) -> list[Row]:
    """Headings in the order of their parents, those of level 2 below the heading that they are part of."""
    rows = reader.rows(
        "SELECT h.heading_id AS id, h.heading_name AS name, h.level FROM marts.dim_poa_heading AS h "
        "LEFT JOIN marts.dim_poa_heading AS parent ON parent.heading_id = h.parent_heading_id AND h.level = 2 "
        "WHERE h.level IN (1, 2) "
        "ORDER BY coalesce(parent.heading_name, h.heading_name), h.level, h.heading_name, h.heading_id"
    )
    return [row for row in rows if row["id"] in with_values]


def _year(rows: list[Row], places: dict[str, int], reasons: list[str], *, points: bool) -> Row:
    values: list[float | None] = [None] * len(places)
    ranks: list[int | None] = [None] * len(places)
    states, contexts, left_out, small = {}, {}, {}, []
    methods: dict[str, Row] = {}
    for row in rows:
        place = places[row["force_id"]]
        values[place], ranks[place] = _short(row["value"]), row["rank_desc"]
        if row["reported_state"] != "reported":
            states[str(place)] = row["reported_state"]
        if row["force_context"]:
            contexts[str(place)] = row["force_context"]
        if row["exclusion_ground"]:
            left_out[str(place)] = row["exclusion_ground"]
        if row["is_small_number"] and place not in small:
            small.append(place)
        # A difference in points needs no percentage.
        reason = row["statistics_reason"] or (None if points else row["percentage_reason"])
        method = methods.setdefault(row["average_method"], _empty_method(row, len(places), reason))
        if row["needs_peer_groups"]:
            own = (_short(row["average_value"]), row["forces_in_average"], reason)
            method["own"][str(place)] = dict(zip(("average", "forces", "reason"), own, strict=True))
        method["differences"][place] = _short(row["difference" if points else "difference_pct"])
        if row["is_outlier"]:
            method["outliers"][str(place)] = _place_of(row["outlier_reason"] or "", reasons)
    return {
        "notCompared": _why_not_compared(rows),
        "values": values,
        "ranks": ranks,
        "states": states,
        "contexts": contexts,
        "leftOut": left_out,
        "small": small,
        "reporting": rows[0]["forces_reporting"],
        "expected": rows[0]["forces_expected"],
        "population": max((row["population_mid_year"] for row in rows if row["population_mid_year"]), default=None),
        "methods": methods,
    }


def _why_not_compared(rows: list[Row]) -> str | None:
    """Why the heading is not compared between forces; None where it is, and where no value counts."""
    return next((row["outlier_reason"] for row in rows if not row["is_comparable"] and row["outlier_reason"]), None)


def _empty_method(row: Row, forces: int, reason: str | None) -> Row:
    # Under a peer method every force has an average of its own; none stands for all.
    national = not row["needs_peer_groups"]
    return {
        "average": _short(row["average_value"]) if national else None,
        "forces": row["forces_in_average"] if national else 0,
        "reason": reason if national else None,
        "own": {},
        "differences": [None] * forces,
        "outliers": {},
    }


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, _DECIMALS)


def _place_of(reason: str, reasons: list[str]) -> int:
    if reason not in reasons:
        reasons.append(reason)
    return reasons.index(reason)
