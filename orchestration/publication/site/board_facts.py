"""What the board packs show, read for all headings together.

In scope: asking the release, once per table. Out of scope: what a pack looks like (`site.boards`).
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import Any

from orchestration.publication.release_reader import ReleaseReader, Row
from orchestration.publication.site.page import Reads

BY_HEADING = (
    "variation.level_of_support_evidence", "variation.level_of_support_candidates",
    "variation.level_of_support_triggers", "variation.function_cost_by_year", "variation.force_position",
    "variation.national_summary", "marts.heading_guide",
)  # fmt: skip
WHOLE = (
    "marts.level_of_support_decisions", "marts.dim_level_of_support", "marts.agreements", "marts.agreement_parties",
    "marts.agreement_functions", "variation.collaboration_coverage",
    "marts.business_cases", "marts.dim_force", "marts.dim_poa_heading", "variation.dim_measure",
    "variation.dim_average_method", "release.known_issues",
)  # fmt: skip
_LATEST = """
    WITH latest AS (
        SELECT heading_id, max_by(measure_id, (financial_year, measure_id)) AS measure_id,
               max(financial_year) AS financial_year
        FROM variation.function_cost_by_year WHERE average_gbp IS NOT NULL GROUP BY ALL
    ),
    chosen AS (SELECT average_method FROM variation.dim_average_method WHERE is_default)
"""

# Agreements by the heading of each function, and by the heading above it.
_FILED = """
    SELECT DISTINCT heading_id, agreement_id FROM marts.agreement_functions WHERE heading_id IS NOT NULL
    UNION
    SELECT h.parent_heading_id, f.agreement_id FROM marts.agreement_functions AS f
    JOIN marts.dim_poa_heading AS h USING (heading_id) WHERE h.parent_heading_id IS NOT NULL
"""


def reads_of(heading_id: str) -> tuple[Reads, ...]:
    """Rows that the pack of a heading shows."""
    return (*(Reads(table, "heading_id", heading_id) for table in BY_HEADING), *(Reads(table) for table in WHOLE))


def headings_with_pack(reader: ReleaseReader) -> dict[str, Row]:
    """Headings that there is evidence for or a decision on, by ID: those that a board can be asked about."""
    rows = reader.rows(
        "SELECT h.heading_id, h.heading_name, h.level, p.heading_name AS area_name "
        "FROM marts.dim_poa_heading AS h LEFT JOIN marts.dim_poa_heading AS p ON p.heading_id = h.parent_heading_id "
        "WHERE h.heading_id IN (SELECT heading_id FROM variation.level_of_support_evidence "
        "UNION SELECT heading_id FROM marts.level_of_support_decisions) ORDER BY h.heading_id"
    )
    return {row["heading_id"]: row for row in rows}


class BoardFacts:
    """Facts by heading; each table is asked when the first pack is made, and none if every pack is carried over."""

    def __init__(self, reader: ReleaseReader) -> None:
        self._reader = reader

    def _by_heading(self, question: str) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self._reader.rows(question):
            found[row["heading_id"]].append(row)
        return found

    @cached_property
    def positions(self) -> dict[str, list[Row]]:
        """Every force's cost per head in the latest year that has an average, the highest first."""
        return self._by_heading(
            f"{_LATEST} SELECT p.heading_id, p.force_id, f.force_name, p.value, p.difference, p.gap_gbp, p.rank_desc, "
            "p.reported_state, p.is_in_average, p.held_by_rule, p.exclusion_ground, p.is_outlier, p.force_context "
            "FROM variation.force_position AS p JOIN latest USING (heading_id, measure_id, financial_year) "
            "JOIN chosen USING (average_method) JOIN marts.dim_force AS f USING (force_id) "
            "ORDER BY p.heading_id, p.value DESC NULLS LAST, f.force_name"
        )

    @cached_property
    def summaries(self) -> dict[str, list[Row]]:
        """The national figures of the same measure, every year, the latest first."""
        return self._by_heading(
            f"{_LATEST} SELECT s.*, m.measure_name, m.basis, m.caveat, m.return_id, latest.financial_year AS "
            "latest_year "
            "FROM variation.national_summary AS s JOIN latest USING (heading_id, measure_id) "
            "JOIN chosen USING (average_method) JOIN variation.dim_measure AS m USING (measure_id) "
            "WHERE s.average_value IS NOT NULL ORDER BY s.heading_id, s.financial_year DESC"
        )

    @cached_property
    def evidence(self) -> dict[str, list[Row]]:
        """What the models conclude per year, the latest first."""
        return self._by_heading("FROM variation.level_of_support_evidence ORDER BY heading_id, financial_year DESC")

    @cached_property
    def candidates(self) -> dict[str, list[Row]]:
        """Rules that are met, the highest level first."""
        return self._by_heading(
            "SELECT c.*, (SELECT count(*) FROM variation.level_of_support_triggers AS t WHERE t.heading_id = "
            "c.heading_id "
            "AND t.financial_year = c.financial_year AND t.rule_id = c.rule_id) AS facts "
            "FROM variation.level_of_support_candidates AS c ORDER BY heading_id, suggested_level DESC, rule_id"
        )

    @cached_property
    def decisions(self) -> dict[str, list[Row]]:
        """Decisions of the board, the latest first."""
        return self._by_heading(
            "FROM marts.level_of_support_decisions WHERE heading_id IS NOT NULL ORDER BY decided_on DESC, decision_id"
        )

    @cached_property
    def levels(self) -> list[Row]:
        """The levels that the board can give, the least first."""
        return self._reader.rows("FROM marts.dim_level_of_support ORDER BY level_of_support")

    @cached_property
    def coverage(self) -> dict[str, list[Row]]:
        """How many forces collaborate on it today; on a heading of level 1, on any function that is filed below it."""
        return self._by_heading(
            f"""
            WITH filed AS ({_FILED})
            SELECT heading_id, live_agreements, forces_collaborating, forces_expected
            FROM variation.collaboration_coverage
            UNION ALL
            SELECT filed.heading_id, count(DISTINCT a.agreement_id), count(DISTINCT p.force_id),
                   (SELECT max(forces_expected) FROM variation.collaboration_coverage)
            FROM filed JOIN marts.agreements AS a USING (agreement_id)
            LEFT JOIN marts.agreement_parties AS p ON p.agreement_id = a.agreement_id AND p.is_party_today
                AND coalesce(p.role, 'partner') <> 'observer'
            WHERE a.is_live AND filed.heading_id NOT IN (SELECT heading_id FROM variation.collaboration_coverage)
            GROUP BY filed.heading_id
            """
        )

    @cached_property
    def agreements(self) -> dict[str, list[Row]]:
        """Agreements on the heading or below it with their parties, live ones first."""
        return self._by_heading(
            f"""
            WITH filed AS ({_FILED}),
            parties AS (
                SELECT agreement_id, string_agg(DISTINCT coalesce(f.force_name, p.party_name), ', ' ORDER BY
                       coalesce(f.force_name, p.party_name)) AS parties
                FROM marts.agreement_parties AS p LEFT JOIN marts.dim_force AS f USING (force_id)
                WHERE NOT p.has_left GROUP BY ALL
            )
            SELECT filed.heading_id, a.agreement_id, a.title, a.programme, a.stage, a.is_live, a.start_date,
                   a.start_date_precision, parties.parties
            FROM filed JOIN marts.agreements AS a USING (agreement_id) LEFT JOIN parties USING (agreement_id)
            ORDER BY filed.heading_id, a.is_live DESC, a.title, a.agreement_id
            """
        )

    @cached_property
    def cases(self) -> dict[str, list[Row]]:
        """Business cases of each agreement, by its ID: forecast, delivered, and the reason for the difference."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self._reader.rows(
            "SELECT c.*, f.force_name FROM marts.business_cases AS c LEFT JOIN marts.dim_force AS f USING (force_id) "
            "ORDER BY c.agreement_id, c.function_name, c.case_id"
        ):
            found[row["agreement_id"]].append(row)
        return found

    @cached_property
    def experience(self) -> dict[str, list[Row]]:
        """Lessons and barriers."""
        return self._by_heading(
            "SELECT * FROM marts.heading_guide WHERE kind IN ('lesson', 'barrier') ORDER BY heading_id, kind, place"
        )

    @cached_property
    def issues(self) -> dict[str, list[Row]]:
        """Known issues that readers must take into account, by the return they concern."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self._reader.rows("SELECT * FROM release.known_issues WHERE status <> 'handled' ORDER BY issue_id"):
            found[row["return_id"]].append(row)
        return found

    def of(self, heading_id: str) -> dict[str, Any]:
        """Everything that the pack of one heading shows."""
        agreements = self.agreements.get(heading_id, [])
        summaries = self.summaries.get(heading_id, [])
        return {
            "positions": self.positions.get(heading_id, []),
            "summaries": summaries,
            "evidence": self.evidence.get(heading_id, []),
            "candidates": self.candidates.get(heading_id, []),
            "decisions": self.decisions.get(heading_id, []),
            "coverage": next(iter(self.coverage.get(heading_id, [])), None),
            "agreements": agreements,
            "cases": [
                {**case, "title": agreement["title"]}
                for agreement in agreements
                for case in self.cases.get(agreement["agreement_id"], [])
                if case["heading_id"] is None or case["heading_id"].startswith(heading_id)
            ],
            "experience": self.experience.get(heading_id, []),
            "issues": self.issues.get(summaries[0]["return_id"], []) if summaries else [],
        }
