"""What follows from withheld counts: every figure made of one is withheld too, so nothing published depends on it.

Tables of the working database say which figures these are; `tables` asks them. In scope: measures, regions, areas,
organised crime, agreements. Out of scope: the counts themselves (`people`).
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from orchestration.publication.public_edition.rules import PublicRules

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_NATIONAL_TABLE = ("home_office_workforce", "collaboration_register")


def find_consequences(connection: DuckDBPyConnection, rules: PublicRules) -> None:
    """Make the tables of what follows, after `people.find_withheld_people`.

    Args:
        connection: Has the release attached as `hub`.
        rules: The rules of the edition.
    """
    _agreements(connection, rules)
    _areas(connection)
    _measures(connection, rules)
    _organised_crime(connection, rules.number("fewest_forces_together"))


def _agreements(connection: DuckDBPyConnection, rules: PublicRules) -> None:
    connection.execute(
        "CREATE TEMP TABLE withheld_agreements AS SELECT agreement_id, title, programme FROM hub.marts.agreements "
        "WHERE list_contains(?, publication_status)",
        [rules.words("statuses_of_title_only")],
    )
    # A sum over agreements would show the one that is missing among them.
    connection.execute(
        """
        CREATE TEMP TABLE withheld_contributions AS
        SELECT DISTINCT force_id, financial_year FROM hub.variation.net_contribution
        WHERE (agreement_id, financial_year) IN (FROM withheld_contribution_years)
           OR agreement_id IN (SELECT agreement_id FROM withheld_agreements)
        """
    )


def _areas(connection: DuckDBPyConnection) -> None:
    """Forces and regions whose people in collaborations of a year are withheld."""
    connection.execute(
        """
        CREATE TEMP TABLE withheld_areas AS
        WITH counts AS (
            SELECT w.force_id, a.region AS region_of_agreement, year_of(w.as_at) AS financial_year,
                   w.agreement_id IN (SELECT agreement_id FROM withheld_agreements)
                   OR (w.agreement_id, year_of(w.as_at)) IN (FROM withheld_agreement_years) AS is_withheld
            FROM hub.marts.workforce_in_collaboration AS w
            LEFT JOIN hub.marts.agreements AS a USING (agreement_id)
        ),
        forces AS (
            SELECT force_id, financial_year FROM counts WHERE is_withheld
            UNION SELECT force_id, financial_year FROM hub.marts.force_collaboration_workforce
            WHERE area_kind = 'force' AND (is_small(people_in_collaboration) OR is_small(workforce))
            UNION SELECT force_id, financial_year FROM withheld_force_cells
        )
        SELECT f.force_id, d.home_office_region AS region, f.financial_year
        FROM forces AS f LEFT JOIN hub.marts.dim_force AS d USING (force_id)
        UNION SELECT NULL, region_of_agreement, financial_year FROM counts WHERE is_withheld
        """
    )


def _measures(connection: DuckDBPyConnection, rules: PublicRules) -> None:
    """Values of forces made of a withheld count, and the comparisons and regions they are part of."""
    counted = sorted(set().union(*rules.groups.values()))
    kinds = [
        (measure, kind) for measure, groups in rules.measures.items() for kind in (_types(rules, *groups) or counted)
    ]
    connection.execute("CREATE TEMP TABLE types_of_measure (measure_id VARCHAR, worker_type VARCHAR)")
    connection.execute(
        "INSERT INTO types_of_measure SELECT unnest(?), unnest(?)", [list(part) for part in zip(*kinds, strict=True)]
    )
    connection.execute(
        f"""
        CREATE TEMP TABLE measures_of_people AS
        SELECT measure_id, is_change, denominator_unit = 'FTE' AND family <> 'cost_per_fte' AS has_whole,
               return_id IN {_NATIONAL_TABLE} AS is_of_force, return_id NOT IN {_NATIONAL_TABLE} AS is_of_heading
        FROM hub.variation.dim_measure
        WHERE numerator_unit = 'FTE' OR denominator_unit = 'FTE' OR list_contains(?, measure_id)
        """,
        [rules.words("measures_of_pay")],
    )
    connection.execute(
        """
        CREATE TEMP TABLE withheld_values AS
        WITH people AS (
            SELECT DISTINCT p.measure_id, p.heading_id, p.financial_year, p.force_id, p.mapped_from_heading_id,
                   p.numerator, p.denominator, m.is_change, m.has_whole, m.is_of_force, m.is_of_heading
            FROM hub.variation.force_position AS p JOIN measures_of_people AS m USING (measure_id)
        ),
        counted AS (
            SELECT force_id AS counted_force_id, force_id FROM hub.marts.dim_force
            UNION SELECT predecessor_force_id, successor_force_id FROM hub.marts.force_successions
        ),
        cells AS (
            SELECT c.counted_force_id AS of_force, c.force_id, w.* EXCLUDE (force_id)
            FROM (SELECT force_id, financial_year, worker_type, heading_id, false AS is_of_force FROM withheld_cells
                  UNION ALL
                  SELECT force_id, financial_year, worker_type, 'all-functions', true FROM withheld_force_cells) AS w
            JOIN counted AS c ON c.counted_force_id = w.force_id
        )
        SELECT DISTINCT people.measure_id, people.heading_id, people.financial_year, people.force_id
        FROM people
        JOIN cells
          ON cells.force_id = people.force_id
         AND (cells.financial_year = people.financial_year
              OR people.is_change AND cells.financial_year = year_before(people.financial_year))
         AND (cells.is_of_force AND people.is_of_force OR NOT cells.is_of_force AND people.is_of_heading)
         AND (cells.heading_id IN (people.heading_id, people.mapped_from_heading_id)
              OR people.has_whole AND cells.heading_id = 'all-functions'
              OR (people.heading_id, cells.heading_id) IN (FROM heading_parts))
        JOIN types_of_measure AS t ON t.measure_id = people.measure_id AND t.worker_type = cells.worker_type
        UNION
        SELECT measure_id, heading_id, financial_year, force_id FROM people JOIN hub.variation.dim_measure AS m
        USING (measure_id)
        WHERE m.numerator_unit = 'FTE' AND NOT m.is_change AND is_small(people.numerator)
           OR m.denominator_unit = 'FTE' AND is_small(people.denominator)
        UNION
        SELECT people.measure_id, people.heading_id, people.financial_year, people.force_id
        FROM people JOIN withheld_areas AS a USING (force_id, financial_year)
        JOIN hub.variation.dim_measure AS m USING (measure_id) WHERE m.return_id = 'collaboration_register'
        """
    )
    connection.execute(
        "CREATE TEMP TABLE withheld_comparisons AS SELECT DISTINCT measure_id, heading_id, financial_year "
        "FROM withheld_values"
    )
    # An average that leaves London out says nothing of the two forces of London.
    connection.execute(
        """
        CREATE TEMP TABLE withheld_averages AS
        SELECT v.measure_id, v.heading_id, v.financial_year, m.average_method
        FROM withheld_values AS v JOIN hub.marts.dim_force AS d USING (force_id)
        CROSS JOIN hub.variation.dim_average_method AS m
        GROUP BY ALL
        HAVING NOT (bool_and(m.excludes_london) AND bool_and(d.is_metropolitan OR d.is_city_of_london))
        """
    )
    connection.execute(
        """
        CREATE TEMP TABLE withheld_regions AS
        SELECT DISTINCT v.measure_id, v.heading_id, v.financial_year, d.home_office_region
        FROM withheld_values AS v JOIN hub.marts.dim_force AS d USING (force_id)
        """
    )


def _types(rules: PublicRules, numerator: str, denominator: str) -> frozenset[str]:
    """Worker types that a measure counts; none if one of its parts is not a known group and may count any."""
    known = [rules.groups.get(name) for name in (numerator, denominator)]
    # Residents and money count no workers; anything else that is not a group may count any of them.
    harmless = {"population", "net_revenue_expenditure"}
    if any(found is None and name not in harmless for found, name in zip(known, (numerator, denominator), strict=True)):
        return frozenset()
    return frozenset().union(*(found for found in known if found))


def _organised_crime(connection: DuckDBPyConnection, fewest: int) -> None:
    """Measures of organised crime, and regions of which nothing on it is published."""
    connection.execute(
        "CREATE TEMP TABLE crime_measures AS SELECT measure_id FROM hub.variation.dim_measure "
        "WHERE return_id = 'organised_crime'"
    )
    regions = connection.execute(
        """
        SELECT measure_id, heading_id, financial_year, home_office_region, forces_reporting,
               coalesce(max(p.numerator) = 0 OR max(p.numerator) = max(p.denominator), false) AS are_alike
        FROM hub.variation.region_position AS p JOIN crime_measures USING (measure_id)
        GROUP BY ALL ORDER BY measure_id, heading_id, financial_year, forces_reporting, home_office_region
        """
    ).fetchall()
    withheld = []
    for place, lines in groupby(regions, key=lambda row: row[:3]):
        reporting = [(region, forces, alike) for *_, region, forces, alike in lines if forces > 0]
        out = [(region, forces) for region, forces, alike in reporting if forces < fewest or alike]
        # The nation less what is published would show a region that is withheld alone.
        rest = [(region, forces) for region, forces, alike in reporting if (region, forces) not in out]
        while out and rest and (len(out) < 2 or sum(forces for _, forces in out) < fewest):
            out.append(rest.pop(0))
        withheld += [(*place, region) for region, _ in out]
    connection.execute(
        "CREATE TEMP TABLE crime_regions "
        "(measure_id VARCHAR, heading_id VARCHAR, financial_year VARCHAR, home_office_region VARCHAR)"
    )
    if withheld:
        connection.execute(
            "INSERT INTO crime_regions SELECT unnest(?), unnest(?), unnest(?), unnest(?)",
            [list(part) for part in zip(*withheld, strict=True)],
        )
