"""Where a force differs: its position on every heading of one measure and year, and the headings that are not drawn.

In scope: choosing the measure, ordering and grouping headings. Out of scope: averages, ranks, gaps and which headings
compare, which the models decide.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from orchestration.country import currency_sign
from orchestration.publication.release_reader import ReleaseReader, Row
from orchestration.publication.site.charts.strip import strip
from orchestration.publication.site.codes import words
from orchestration.publication.site.numbers import fixed
from orchestration.publication.site.sentences import forces as sentences

ALL_FUNCTIONS = "all-functions"
LARGEST = 20
# Why headings are not drawn, for reasons whose sentence in the table is about one heading.
_REASONS = {
    "nil_in_several": "Several forces report nil. Some may record the work under another heading.",
    "function_of_few": "Most forces do not have this function.",
    "parts_compared": "Its parts are compared instead.",
}


class Positions:
    """Positions of every force on one measure of money per head in its latest year, read when first asked for.

    Attributes:
        measure: Row of the measure that headings are judged by; None if no heading has been judged.
        year: Its latest financial year.
    """

    def __init__(self, reader: ReleaseReader) -> None:
        self._reader = reader
        chosen = reader.rows(
            "SELECT c.figures, c.judged_measure_id, max(c.financial_year) AS financial_year "
            "FROM variation.heading_comparability AS c "
            "JOIN variation.dim_measure AS m ON m.measure_id = c.judged_measure_id WHERE m.is_money "
            "GROUP BY ALL ORDER BY financial_year DESC, c.figures DESC LIMIT 1"
        )
        self.figures = chosen[0]["figures"] if chosen else ""
        self.year = chosen[0]["financial_year"] if chosen else ""
        self.measure_id = chosen[0]["judged_measure_id"] if chosen else ""

    @cached_property
    def measure(self) -> Row:
        """The measure."""
        return self._reader.one("SELECT * FROM variation.dim_measure WHERE measure_id = ?", self.measure_id)

    @cached_property
    def method(self) -> Row:
        """The default average method."""
        return self._reader.one("SELECT * FROM variation.dim_average_method WHERE is_default")

    @property
    def verb(self) -> str:
        """Verb of the figures: an estimate is budgeted, an outturn is spent."""
        return "budgeted" if self.figures == "estimate" else "spent"

    @cached_property
    def by_force(self) -> dict[str, dict[str, Row]]:
        """Position of each force by heading."""
        rows = self._reader.rows(
            "SELECT force_id, heading_id, value, reported_state, rank_desc, average_value, gap_gbp, numerator, "
            "forces_reporting, forces_in_average, is_in_average, is_comparable, is_small_number "
            "FROM variation.force_position WHERE measure_id = ? AND financial_year = ? AND average_method = ?",
            self.measure_id,
            self.year,
            self.method["average_method"],
        )
        found: dict[str, dict[str, Row]] = {}
        for row in rows:
            found.setdefault(row["force_id"], {})[row["heading_id"]] = row
        return found

    @cached_property
    def headings(self) -> dict[str, Row]:
        """Headings by ID."""
        return {row["heading_id"]: row for row in self._reader.rows("SELECT * FROM marts.dim_poa_heading")}

    @cached_property
    def judged(self) -> dict[str, Row]:
        """What was judged of each heading in the year."""
        rows = self._reader.rows(
            "SELECT * FROM variation.heading_comparability WHERE figures = ? AND financial_year = ? "
            "ORDER BY heading_id",
            self.figures,
            self.year,
        )
        return {row["heading_id"]: row for row in rows}

    @cached_property
    def parents(self) -> set[str]:
        """Headings of which a part has a position, so that the parts are drawn and not the whole."""
        return {self.headings[heading]["parent_heading_id"] for heading in self.judged if heading in self.headings} - {
            None
        }

    @cached_property
    def drawn(self) -> list[str]:
        """Headings that compare, none of them part of another, the largest average first."""
        averages = {
            heading: row["average_value"]
            for positions in self.by_force.values()
            for heading, row in positions.items()
            if row["average_value"] is not None and row["average_value"] > 0
        }
        chosen = [
            heading
            for heading, judged in self.judged.items()
            if judged["is_comparable"]
            and not judged["is_carried_over"]
            and heading in averages
            and heading != ALL_FUNCTIONS
            and heading not in self.parents
        ]
        return sorted(chosen, key=lambda heading: (-averages[heading], heading))

    def name(self, heading: str) -> str:
        """Name of a heading."""
        return str(self.headings[heading]["heading_name"]) if heading in self.headings else words(heading)


def strips(positions: Positions, force: Row, neighbours: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """Return a row per heading that compares: the largest first group, then the others, each by gap in pounds."""
    near = set(neighbours)
    made = [_strip(positions, force, near, heading) for heading in positions.drawn]
    first, rest = made[:LARGEST], made[LARGEST:]
    for group in (first, rest):
        group.sort(key=lambda row: (row["gap"] is None, -(row["gap"] or 0), row["name"]))
        for before, row in zip([None, *group], group, strict=False):
            row["changes_sign"] = bool(before and (before["gap"] or 0) >= 0 > (row["gap"] or 0))
    return {"largest": first, "rest": rest}


def _strip(positions: Positions, force: Row, near: set[str], heading: str) -> dict[str, Any]:
    own = positions.by_force[force["force_id"]].get(heading)
    counted = {
        force_id: rows[heading]
        for force_id, rows in positions.by_force.items()
        if heading in rows and rows[heading]["value"] is not None and rows[heading]["is_in_average"]
    }
    average = next(rows[heading]["average_value"] for rows in positions.by_force.values() if heading in rows)
    value = own["value"] if own else None
    place = (own["rank_desc"], own["forces_reporting"]) if own and own["rank_desc"] else None
    gap = own["gap_gbp"] if own and value is not None else None
    said = sentences.strip_said(force["force_name"], value, average, place)
    ratios = {force_id: row["value"] / average for force_id, row in counted.items() if force_id != force["force_id"]}
    return {
        "heading_id": heading,
        "name": positions.name(heading),
        "value": value,
        "state": words(own["reported_state"]) if own else "not reported",
        "average": average,
        "rank": place,
        "gap": gap,
        "gap_said": "" if gap is None else fixed(gap / 1_000_000, 1, currency_sign(), "m", plus=True),
        "is_small": bool(own and own["is_small_number"]),
        "chart": strip(
            [ratio for force_id, ratio in ratios.items() if force_id not in near],
            [ratio for force_id, ratio in ratios.items() if force_id in near],
            None if value is None else value / average,
            said,
        ),
    }


def not_drawn(positions: Positions, force_id: str) -> dict[str, list[dict[str, Any]]]:
    """Return the headings that do not compare, with the force's gap: netted groups, and the others by reason."""
    own = positions.by_force.get(force_id, {})
    groups: dict[str, list[tuple[str, Any]]] = {}
    reasons: dict[str, list[tuple[str, Any]]] = {}
    for heading, judged in positions.judged.items():
        row = own.get(heading)
        if judged["is_comparable"] or row is None or row["value"] is None or heading in positions.parents:
            continue
        entry = (positions.name(heading), row["gap_gbp"])
        if judged["reason_code"] == "divided_differently" and judged["compared_instead_heading_id"]:
            groups.setdefault(judged["compared_instead_heading_id"], []).append(entry)
        elif judged["reason_code"] != "parts_compared":
            reasons.setdefault(_REASONS.get(judged["reason_code"]) or str(judged["reason"]), []).append(entry)
    return {
        "netted": [
            {
                "heading_id": heading,
                "said": sentences.netted(_by_gap(parts), own[heading]["gap_gbp"] if heading in own else None),
            }
            for heading, parts in groups.items()
            if all(gap is not None for _, gap in parts)
        ],
        "others": [{"reason": reason, "headings": _by_gap(parts)} for reason, parts in reasons.items()],
    }


def _by_gap(parts: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return sorted(parts, key=lambda part: (part[1] is None, -abs(part[1] or 0), part[0]))
