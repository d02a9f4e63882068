"""What the pages of headings share, read once: headings, forces, averages, known issues, agreements, support.

In scope: reading it. Out of scope: figures by year (`site.functions_years`).
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import Any

from markupsafe import Markup

from orchestration.publication.release_reader import ReleaseReader, Row
from orchestration.publication.site.codes import words
from orchestration.publication.site.functions_facts import Facts, forces_of, measure_facts, methods_of, peers_of
from orchestration.publication.site.functions_years import HeadingFigures

# Which returns the figures of a heading come from.
RETURNS_OF_POSITIONS = "variation.force_position JOIN quality.submissions USING (submission_id)"


class Shared:
    """Facts of a release that its pages of headings share."""

    def __init__(self, reader: ReleaseReader) -> None:
        self._reader = reader
        self.forces = forces_of(reader)
        self.methods = methods_of(reader)
        self.figures = HeadingFigures(reader, len(self.forces))

    @cached_property
    def force_options(self) -> Markup:
        """Forces as the options of a selector, the same on every page."""
        option = Markup('<option value="{}">{}</option>')
        return Markup("").join(option.format(force["id"], force["name"]) for force in self.forces)

    @cached_property
    def headings(self) -> dict[str, Row]:
        """Headings with figures by ID, in the order of their names, each with the name of the heading above it."""
        rows = self._reader.rows(
            "SELECT h.heading_id, h.heading_name, h.level, h.heading_system, h.parent_heading_id, h.note, "
            "above.heading_name AS parent_name FROM marts.dim_poa_heading AS h "
            "LEFT JOIN marts.dim_poa_heading AS above ON above.heading_id = h.parent_heading_id "
            "ORDER BY h.heading_name, h.heading_id"
        )
        return {row["heading_id"]: row for row in rows if row["heading_id"] in self.figures.measures}

    def measures(self, heading: Row) -> list[Facts]:
        """Measures of a heading, the one that its page opens with first."""
        return [measure_facts(row, heading) for row in self.figures.measures[heading["heading_id"]]]

    @cached_property
    def peers(self) -> dict[str, list[Facts]]:
        """Peers by average method."""
        return peers_of(self._reader, self.forces)

    @cached_property
    def state_words(self) -> dict[str, str]:
        """Every state of a figure in words."""
        states = (
            "reported", "not_provided", "not_reported", "denominator_missing", "unverified", "left_out", "suppressed",
        )  # fmt: skip
        return {state: words(state) for state in states}

    def issues(self, heading_id: str, measure: Facts) -> list[Row]:
        """Known issues of a measure of a heading: of one force, and those that a reader must take into account."""
        return [
            row
            for row in self._issues
            if row["measure_id"] == measure["id"]
            or (row["measure_id"] is None and row["return_id"] in self._returns.get((heading_id, measure["id"]), ()))
            or (row["force_id"] and row["return_id"] == "ons_population" and measure["per_person"])
        ]

    @cached_property
    def _issues(self) -> list[Row]:
        return self._reader.rows(
            "SELECT issue_id, return_id, measure_id, force_id, description || ' ' || effect AS said "
            "FROM release.known_issues WHERE force_id IS NOT NULL OR status = 'open' ORDER BY issue_id"
        )

    @cached_property
    def _returns(self) -> dict[tuple[str, str], set[str]]:
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in self._reader.rows(f"SELECT DISTINCT heading_id, measure_id, return_id FROM {RETURNS_OF_POSITIONS}"):
            found[row["heading_id"], row["measure_id"]].add(row["return_id"])
        return found

    def agreements(self, heading_id: str) -> list[Row]:
        """Live agreements on a heading, or on the headings below it or the parts of it, with their parties."""
        wanted = {heading_id, *self._parts.get(heading_id, ())}
        found = {
            agreement
            for each, agreements in self._agreements_by_heading.items()
            if each in wanted or each.startswith(f"{heading_id}/")
            for agreement in agreements
        }
        return [self._live[each] for each in self._live if each in found]

    @cached_property
    def _live(self) -> dict[str, Row]:
        rows = self._reader.rows(
            "SELECT a.agreement_id, a.title, a.programme, list(coalesce(f.force_name, p.party_name) "
            "ORDER BY f.force_name IS NULL, f.force_name, p.party_name) FILTER (p.party_id IS NOT NULL) AS parties, "
            "count(DISTINCT p.force_id) AS forces FROM marts.agreements AS a "
            "LEFT JOIN marts.agreement_parties AS p ON p.agreement_id = a.agreement_id AND p.is_party_today "
            "AND p.role <> 'observer' LEFT JOIN marts.dim_force AS f ON f.force_id = p.force_id "
            "WHERE a.is_live GROUP BY ALL ORDER BY a.title, a.agreement_id"
        )
        return {row["agreement_id"]: row | {"parties": list(dict.fromkeys(row["parties"] or ()))} for row in rows}

    @cached_property
    def _agreements_by_heading(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for row in self._reader.rows("SELECT heading_id, agreement_id FROM marts.agreement_functions"):
            if row["heading_id"]:
                found[row["heading_id"]].add(row["agreement_id"])
        return found

    @cached_property
    def _parts(self) -> dict[str, set[str]]:
        """Headings that are part of a netted heading: they are compared as that one."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in self._reader.rows(
            "SELECT DISTINCT c.heading_id, c.compared_instead_heading_id AS whole "
            "FROM variation.heading_comparability AS c "
            "JOIN marts.dim_poa_heading AS h ON h.heading_id = c.compared_instead_heading_id "
            "WHERE h.heading_system = 'netted'"
        ):
            found[row["whole"]].add(row["heading_id"])
        return found

    @cached_property
    def coverage(self) -> dict[str, Row]:
        """How many forces share work on a heading, by heading."""
        rows = self._reader.rows(
            "SELECT heading_id, forces_collaborating, forces_expected, live_agreements "
            "FROM variation.collaboration_coverage"
        )
        return {row["heading_id"]: row for row in rows}

    @cached_property
    def support(self) -> dict[str, Any]:
        """Level of support now in effect by heading, as its number and name."""
        names = {
            row["level_of_support"]: row["level_name"]
            for row in self._reader.rows(
                "SELECT DISTINCT level_of_support, level_name FROM variation.level_of_support_evidence "
                "WHERE level_name IS NOT NULL"
            )
        }
        rows = self._reader.rows(
            "SELECT DISTINCT heading_id, level_of_support_now AS level FROM variation.level_of_support_evidence "
            "WHERE level_of_support_now IS NOT NULL"
        )
        return {row["heading_id"]: (row["level"], names.get(row["level"], f"Level {row['level']}")) for row in rows}
