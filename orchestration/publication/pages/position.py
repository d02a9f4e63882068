"""Where every force stands on every measure and year, packed for the page's chart, sentence and table.

Belongs here: reading positions and packing them. Does not belong here: drawing (`chart`), computing (the models do:
value, rank, average, difference and flag are all taken from `variation.force_position` as they are).
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from orchestration.publication.pages.release_reader import ReleaseReader, Row
from orchestration.publication.pages.words import number, title, words

# Measures of a whole force, as against those of one function.
WHOLE_FORCE = "all-functions"
# Decimals kept in the page: more than it ever shows.
_DECIMALS = 6


def position_facts(reader: ReleaseReader) -> dict[str, Any]:
    """Everything the chart of forces shows, as compact as JSON allows.

    Lists hold one entry a force, in the order of `forces`; `outliers` and `states` name only the forces they concern,
    by their place in that order.
    """
    forces = reader.rows("SELECT force_id, force_name FROM marts.dim_force ORDER BY force_name")
    places = {force["force_id"]: place for place, force in enumerate(forces)}
    groups = _by_measure_and_year(reader)
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
        ],
        "reasons": reasons,
        "states": {
            row["reported_state"]: words(row["reported_state"])
            for row in reader.rows("SELECT DISTINCT reported_state FROM variation.force_position")
        },
    }


def first_view(facts: dict[str, Any]) -> dict[str, Any] | None:
    """What the page shows before anything is chosen, for readers without a script; None without any measure.

    The first measure, its latest year, the default average, no force.
    """
    if not facts["measures"] or not facts["methods"]:
        return None
    measure, method = facts["measures"][0], facts["methods"][0]
    name, year = max(measure["years"].items())
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
    unit = "percentage points" if points else "%"
    return f"{size}\u00a0{unit} {'above' if difference > 0 else 'below'}"


def _methods(reader: ReleaseReader) -> list[Row]:
    return reader.rows(
        "SELECT average_method AS id, method_name AS name, definition FROM variation.dim_average_method "
        "WHERE is_computed ORDER BY is_default DESC, method_name"
    )


def _in_points(measure: Row) -> bool:
    # A difference between two percentages is a number of points; as a percentage of a percentage it misleads.
    return bool(measure["unit"] == "per cent")


def _measure(measure: Row) -> Row:
    # A share of money is money above and below the line, and itself a number.
    money, points = measure["unit"].startswith("GBP"), _in_points(measure)
    after = measure["unit"].removeprefix("GBP") if money else "\u00a0%" if points else f" {measure['unit']}"
    return {
        "id": measure["measure_id"],
        "name": measure["measure_name"],
        "group": title(measure["family"]),
        "unit": measure["unit"].replace("GBP", "pounds"),
        "numerator": measure["numerator"],
        "denominator": measure["denominator"],
        "caveat": measure["caveat"],
        "neutral": measure["better"] == "neither",
        "prefix": "£" if money else "",
        "sign": "\u00a0%" if points else "",
        "unitAfter": after,
        "digits": 1 if points else 2,
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
    for row in reader.rows(
        "SELECT measure_id, financial_year, force_id, average_method, value, reported_state, rank_desc, average_value, "
        "difference, difference_pct, is_outlier, outlier_reason, force_context, population_mid_year, "
        "forces_reporting, forces_expected, forces_in_average, statistics_reason "
        "FROM variation.force_position WHERE heading_id = ? ORDER BY ALL",
        WHOLE_FORCE,
    ):
        groups[row["measure_id"], row["financial_year"]].append(row)
    return groups


def _year(rows: list[Row], places: dict[str, int], reasons: list[str], *, points: bool) -> Row:
    values: list[float | None] = [None] * len(places)
    ranks: list[int | None] = [None] * len(places)
    states, contexts = {}, {}
    methods: dict[str, Row] = {}
    for row in rows:
        place = places[row["force_id"]]
        values[place], ranks[place] = _short(row["value"]), row["rank_desc"]
        if row["reported_state"] != "reported":
            states[str(place)] = row["reported_state"]
        if row["force_context"]:
            contexts[str(place)] = row["force_context"]
        method = methods.setdefault(row["average_method"], _empty_method(row, len(places)))
        method["differences"][place] = _short(row["difference" if points else "difference_pct"])
        if row["is_outlier"]:
            method["outliers"][str(place)] = _place_of(row["outlier_reason"] or "", reasons)
    return {
        "values": values,
        "ranks": ranks,
        "states": states,
        "contexts": contexts,
        "reporting": rows[0]["forces_reporting"],
        "expected": rows[0]["forces_expected"],
        "population": max((row["population_mid_year"] for row in rows if row["population_mid_year"]), default=None),
        "methods": methods,
    }


def _empty_method(row: Row, forces: int) -> Row:
    return {
        "average": _short(row["average_value"]),
        "forces": row["forces_in_average"],
        "reason": row["statistics_reason"],
        "differences": [None] * forces,
        "outliers": {},
    }


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, _DECIMALS)


def _place_of(reason: str, reasons: list[str]) -> int:
    if reason not in reasons:
        reasons.append(reason)
    return reasons.index(reason)
