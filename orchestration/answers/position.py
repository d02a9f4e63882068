"""What a force reaches from "we are an outlier": the averages, who is in them, the pounds, who works together.

In scope: finding the force and asking the release. Out of scope: any figure of its own (the models of the
warehouse make them) or how it is printed (`cli.position`).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from orchestration.answers.heading import find_heading
from orchestration.publication.release_reader import ReleaseReader, Row, open_release
from orchestration.returns.reference_lists import folded

_FORCES = "SELECT force_id, force_name FROM marts.dim_force WHERE valid_to IS NULL ORDER BY force_name"
_POSITIONS = """
    SELECT p.*, d.measure_name, d.unit, d.caveat, d.is_money, h.heading_name, m.method_name, m.definition, m.is_default,
           r.place_in_words, r.stability
    FROM variation.force_position AS p
    JOIN variation.dim_measure AS d USING (measure_id)
    JOIN variation.dim_average_method AS m USING (average_method)
    JOIN marts.dim_poa_heading AS h USING (heading_id)
    LEFT JOIN variation.rank_intervals AS r USING (measure_id, heading_id, financial_year, force_id)
    WHERE p.force_id = $1 AND coalesce(p.heading_id = $2, true) AND p.forces_reporting > 0
    QUALIFY p.financial_year = max(p.financial_year) OVER (PARTITION BY p.measure_id, p.heading_id)
    ORDER BY d.sort_order, p.heading_id, m.is_default DESC, p.average_method
"""
_NOT_COUNTED = """
    SELECT DISTINCT p.measure_id, f.force_name,
           coalesce('left out: ' || p.exclusion_ground, 'unverified: rule ' || p.held_by_rule, p.reported_state) AS why
    FROM variation.force_position AS p JOIN marts.dim_force AS f USING (force_id)
    WHERE p.heading_id = $1 AND p.rank_desc IS NULL AND p.forces_reporting > 0
    QUALIFY p.financial_year = max(p.financial_year) OVER (PARTITION BY p.measure_id)
    ORDER BY ALL
"""
_AGREEMENTS = """
    SELECT agreement_id, title, parties, is_party, why_near, contact_post, contact_address
    FROM variation.partner_agreements WHERE force_id = $1 AND heading_id = $2 ORDER BY place
"""
_GROUPS = """
    SELECT kind, member_names, reasons, cost_gap_gbp, financial_year
    FROM variation.partner_groups WHERE force_id = $1 AND heading_id = $2 ORDER BY place
"""
_KNOWN_ISSUES = """
    SELECT DISTINCT k.issue_id, k.description, k.effect, k.source
    FROM release.known_issues AS k JOIN variation.dim_measure AS d
      ON k.measure_id = d.measure_id OR (k.measure_id IS NULL AND (
        k.return_id = d.return_id OR (k.return_id = 'ons_population' AND d.denominator_unit = 'people')))
    WHERE k.force_id = $1 AND list_contains($2, d.measure_id) ORDER BY k.issue_id
"""
_PEERS = """
    SELECT g.peer_set_name, g.kind, g.published_by, g.financial_year_from, g.financial_year_to,
           string_agg(DISTINCT f.force_name, ', ' ORDER BY f.force_name) AS peers
    FROM marts.peer_groups AS g JOIN marts.dim_force AS f ON f.force_id = g.peer_force_id
    WHERE g.force_id = $1 GROUP BY ALL ORDER BY g.kind DESC, g.peer_set_name, g.financial_year_from
"""
_EVIDENCE = """
    SELECT financial_year, evidence, collaboration_caveat, explanations_owed, lessons, barriers
    FROM variation.level_of_support_evidence
    WHERE heading_id = $1 AND average_nre_per_head IS NOT NULL ORDER BY financial_year DESC LIMIT 1
"""
_YEARS = """
    SELECT c.*, d.unit, s.file_name
    FROM variation.function_cost_by_year AS c JOIN variation.dim_measure AS d USING (measure_id)
    LEFT JOIN quality.submissions AS s USING (submission_id)
    WHERE c.force_id = $1 AND c.heading_id = $2 ORDER BY c.financial_year
"""
_DECISIONS = """
    SELECT level_of_support, level_name, decided_on, decided_by, reason
    FROM marts.level_of_support_decisions WHERE heading_id = $1 AND is_in_force ORDER BY decided_on
"""


class UnknownForce(Exception):
    """A name that is not a force; the message offers the nearest one."""


@dataclass(frozen=True)
class Against:
    """A force beside one average.

    Attributes:
        average_method: Key of the method.
        method_name: Its name.
        definition: How it is made.
        is_default: Whether it is the one shown unless another is chosen.
        average_value: The average, in the unit of the measure; None where none is made.
        forces_in_average: Forces it is made of.
        difference: Value less average, in the unit of the measure.
        difference_pct: The same, per cent of the average; None where no percentage of it is made.
        gap_gbp: What separates the force from the average, pounds; None for measures without money.
        gap_fte: The same in full-time equivalents; None for measures without them.
        is_outlier: Whether the force is one under this average.
        statistics_reason: Why there is no average.
    """

    average_method: str
    method_name: str
    definition: str
    is_default: bool
    average_value: float | None
    forces_in_average: int | None
    difference: float | None
    difference_pct: float | None
    gap_gbp: Decimal | None
    gap_fte: float | None
    is_outlier: bool | None
    statistics_reason: str | None


@dataclass(frozen=True)
class Standing:
    """Where a force stands on one measure and heading in its latest year.

    Attributes:
        measure_id: Measure.
        measure_name: Its name.
        unit: Unit of the value.
        caveat: What to know before comparing.
        heading_id: Heading.
        heading_name: Its name.
        financial_year: Year, as 2012/13.
        value: Value, in the unit; None where there is none.
        reported_state: reported, not_provided, not_reported, denominator_missing or unverified.
        exclusion_ground: Why the value is left out of statistics; None where it is not.
        is_small_number: Whether it rests on small numbers.
        is_comparable: Whether the heading compares between forces in the year.
        place_in_words: Place and how far it moves.
        stability: steady, moves or small_numbers.
        outlier_reason: Why it is an outlier or is not; None away from the ends of the range.
        force_context: What the force says of it.
        context_warranted: Whether the force calls the variation warranted: yes, no or partly.
        forces_reporting: Forces whose value counts.
        forces_expected: Forces that existed in the year.
        submission_id: Submission the value comes from.
        is_illustrative: Whether that submission is made up.
        averages: One entry per average, the default first.
    """

    measure_id: str
    measure_name: str
    unit: str
    caveat: str | None
    heading_id: str
    heading_name: str
    financial_year: str
    value: float | None
    reported_state: str
    exclusion_ground: str | None
    is_small_number: bool | None
    is_comparable: bool
    place_in_words: str | None
    stability: str | None
    outlier_reason: str | None
    force_context: str | None
    context_warranted: str | None
    forces_reporting: int
    forces_expected: int
    submission_id: str | None
    is_illustrative: bool
    averages: tuple[Against, ...]

    @property
    def default(self) -> Against:
        """The average shown first."""
        return self.averages[0]


@dataclass(frozen=True)
class ForceGuide:
    """Everything that a release says of a force, on one heading or wherever it is an outlier.

    Attributes:
        force_id: Force.
        force_name: Its name.
        heading_id: Heading asked for; None where all outliers were.
        heading_name: Its name.
        standings: Measures of the heading, or the outliers under the default average, largest gap first.
        years: Cost of the heading year by year, against the others, with partners and the cell of each figure.
        known_issues: What the hub knows of the figures of this force, for the measures shown.
        peers: Peer groups of the force: set, kind, who made it, years and names.
        not_counted: Forces that are in no average of the heading, with the measure and why.
        agreements: Live agreements on the heading that the force or a force near it takes part in.
        groups: Forces with which it might work together, with reasons.
        evidence: What the board is given on the heading, of its latest year with a cost; none without one.
        decisions: Decisions of the board on the heading in force.
    """

    force_id: str
    force_name: str
    heading_id: str | None
    heading_name: str | None
    standings: tuple[Standing, ...]
    known_issues: tuple[Row, ...] = ()
    years: tuple[Row, ...] = ()
    peers: tuple[Row, ...] = ()
    not_counted: tuple[Row, ...] = ()
    agreements: tuple[Row, ...] = ()
    groups: tuple[Row, ...] = ()
    evidence: tuple[Row, ...] = ()
    decisions: tuple[Row, ...] = ()


def guide_of_force(database: Path, force: str, heading: str | None) -> ForceGuide:
    """What a release says of a force: on a heading everything, without one its outliers.

    Args:
        database: File of the release.
        force: Name or id of a force, capital letters and spaces apart.
        heading: Name or id of a heading of level 1 or 2, or "all functions" for the force as a whole.

    Raises:
        UnknownForce: If no force is called so.
        UnknownHeading: If no heading is called so.
    """
    with open_release(database) as reader:
        found = _find_force(reader, force)
        if heading is None:
            standings = _standings(reader, found["force_id"], None)
            outliers = tuple(sorted((each for each in standings if each.default.is_outlier), key=_largest_gap_first))
            known = _known_issues(reader, found["force_id"], outliers)
            return ForceGuide(found["force_id"], found["force_name"], None, None, outliers, known)
        about = find_heading(reader, heading, with_all_functions=True)
        force_id, heading_id = found["force_id"], about["heading_id"]
        standings = _standings(reader, force_id, heading_id)
        return ForceGuide(
            force_id,
            found["force_name"],
            heading_id,
            about["heading_name"],
            standings,
            _known_issues(reader, force_id, standings),
            years=tuple(reader.rows(_YEARS, force_id, heading_id)),
            peers=tuple(reader.rows(_PEERS, force_id)),
            not_counted=tuple(reader.rows(_NOT_COUNTED, heading_id)),
            agreements=tuple(reader.rows(_AGREEMENTS, force_id, heading_id)),
            groups=tuple(reader.rows(_GROUPS, force_id, heading_id)),
            evidence=tuple(reader.rows(_EVIDENCE, heading_id)),
            decisions=tuple(reader.rows(_DECISIONS, heading_id)),
        )


def _largest_gap_first(standing: Standing) -> tuple[int, float]:
    """Sort key: pounds, then posts, then what has neither by its percentage, as `outlier_explanations_owed` does."""
    found = standing.default
    for place, size in enumerate((found.gap_gbp, found.gap_fte, found.difference_pct)):
        if size is not None:
            return place, -abs(float(size))
    return 3, 0.0


def _find_force(reader: ReleaseReader, name: str) -> Row:
    from orchestration.findings.finding import did_you_mean

    forces = reader.rows(_FORCES)
    wanted = folded(name)
    found = next((row for row in forces if wanted in (folded(row["force_name"]), row["force_id"])), None)
    if found is None:
        near = did_you_mean(name, [row["force_name"] for row in forces])
        raise UnknownForce(f"No force is called '{name}'. {near}".strip())
    return found


def _standings(reader: ReleaseReader, force_id: str, heading_id: str | None) -> tuple[Standing, ...]:
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in reader.rows(_POSITIONS, force_id, heading_id):
        groups.setdefault((row["measure_id"], row["heading_id"]), []).append(row)
    return tuple(
        Standing(**_of(Standing, rows[0]), averages=tuple(Against(**_of(Against, row)) for row in rows))
        for rows in groups.values()
    )


def _known_issues(reader: ReleaseReader, force_id: str, standings: tuple[Standing, ...]) -> tuple[Row, ...]:
    return tuple(reader.rows(_KNOWN_ISSUES, force_id, [each.measure_id for each in standings]))


def _of(kind: type[Any], row: Row) -> Row:
    return {name: row[name] for name in kind.__dataclass_fields__ if name in row}
