"""Counts of people of a release that the public edition withholds, as tables of its working database.

`withheld_cells` lists headings of the workforce returns, `withheld_force_cells` the workforce of whole forces,
`withheld_agreement_years` and `withheld_contribution_years` the agreements whose counts of a year, of people in the
unit or of people put in, are withheld together, because the counts of their parties add up. In scope: these four. Out
of scope: the choice of headings (`suppression`), and what is made of the counts (`consequences`).
"""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from typing import TYPE_CHECKING

from orchestration.country import first_month
from orchestration.publication.public_edition.suppression import Headings, Values, withheld_headings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_ROOT = "all-functions"
# A date's financial year, as the release writes it.
_FINANCIAL_YEAR = """
    CREATE TEMP MACRO year_from(start) AS start || '/' || lpad(CAST((start + 1) % 100 AS VARCHAR), 2, '0');
    CREATE TEMP MACRO year_of(day) AS year_from(year(day) - CASE WHEN month(day) < {first_month} THEN 1 ELSE 0 END);
    CREATE TEMP MACRO year_before(label) AS year_from(CAST(label[:4] AS INTEGER) - 1);
"""


def find_withheld_people(connection: DuckDBPyConnection, threshold: int, before: bool) -> None:
    """Make the four tables.

    Args:
        connection: Has the release attached as `hub` and, if `before`, the public edition in force as `earlier`; it
            has `heading_parts`, which says which headings a heading takes its figures from.
        threshold: A count above 0 and below it is small.
        before: Whether there is an earlier public edition to be consistent with.
    """
    connection.execute(_FINANCIAL_YEAR.format(first_month=first_month()))
    connection.execute(f"CREATE TEMP MACRO is_small(number) AS coalesce(number > 0 AND number < {threshold}, false)")
    connection.execute(
        """
        CREATE TEMP TABLE withheld_force_cells AS
        SELECT force_id, as_at, worker_type, year_of(as_at) AS financial_year
        FROM hub.marts.force_workforce WHERE is_small(headcount) OR is_small(fte)
        """
    )
    _withhold_headings(connection, threshold, before)
    # The workforce of a whole force is in two returns: what is withheld from one cannot stand in the other.
    connection.execute(
        f"""
        INSERT INTO withheld_force_cells
        SELECT force_id, as_at, worker_type, year_of(as_at) FROM hub.marts.force_workforce AS given
        WHERE EXISTS (FROM withheld_cells AS c WHERE c.heading_id = '{_ROOT}' AND c.force_id = given.force_id
                      AND c.worker_type = given.worker_type AND c.financial_year = year_of(given.as_at))
        EXCEPT FROM withheld_force_cells
        """
    )
    connection.execute(
        """
        CREATE TEMP TABLE withheld_agreement_years AS
        SELECT agreement_id, year_of(as_at) AS financial_year FROM hub.marts.workforce_in_collaboration
        WHERE is_small(people)
        UNION SELECT agreement_id, financial_year FROM hub.marts.retained_resources
        WHERE is_small(officers) OR is_small(staff)
        """
    )
    connection.execute(
        "CREATE TEMP TABLE withheld_contribution_years AS SELECT DISTINCT agreement_id, financial_year "
        "FROM hub.marts.agreement_contributions WHERE is_small(officer_fte) OR is_small(staff_fte)"
    )


def _withhold_headings(connection: DuckDBPyConnection, threshold: int, before: bool) -> None:
    headings = _headings(connection)
    earlier: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    if before:
        for force, year, kind, heading in connection.execute(
            "SELECT DISTINCT force_id, financial_year, worker_type, heading_id "
            "FROM earlier.marts.force_workforce_by_heading WHERE reported_state = 'suppressed'"
        ).fetchall():
            earlier[force, year, kind].add(heading)
    rows = connection.execute(
        f"""
        WITH whole AS (SELECT force_id, financial_year, worker_type FROM withheld_force_cells),
        found AS (
            SELECT force_id, financial_year, worker_type FROM hub.marts.force_workforce_by_heading
            WHERE is_small(people)
            UNION FROM whole
        )
        SELECT t.force_id, t.financial_year, t.worker_type, t.heading_id,
               max(people) FILTER (basis = 'headcount'), max(people) FILTER (basis = 'fte'),
               max(people) FILTER (basis = 'fte_budgeted'),
               max(people) FILTER (basis NOT IN ('headcount', 'fte', 'fte_budgeted')),
               t.heading_id = '{_ROOT}' AND (t.force_id, t.financial_year, t.worker_type) IN (FROM whole)
        FROM hub.marts.force_workforce_by_heading AS t SEMI JOIN found USING (force_id, financial_year, worker_type)
        GROUP BY ALL ORDER BY ALL
        """
    ).fetchall()
    withheld = []
    for group, lines in groupby(rows, key=lambda row: row[:3]):
        values: dict[str, Values] = {}
        also = set()
        for *_, heading, headcount, fte, budgeted, other, is_withheld in lines:
            values[heading] = (headcount, fte, budgeted, other)
            if is_withheld:
                also.add(heading)
        found = withheld_headings(values, headings, threshold, also, earlier[group])
        withheld += [(*group, heading) for heading in sorted(found)]
    connection.execute(
        "CREATE TEMP TABLE withheld_cells "
        "(force_id VARCHAR, financial_year VARCHAR, worker_type VARCHAR, heading_id VARCHAR)"
    )
    if withheld:
        connection.execute(
            "INSERT INTO withheld_cells SELECT unnest(?), unnest(?), unnest(?), unnest(?)",
            [list(values) for values in zip(*withheld, strict=True)],
        )


def _headings(connection: DuckDBPyConnection) -> Headings:
    rows = connection.execute(
        "SELECT heading_id, parent_heading_id, level, heading_system FROM hub.marts.dim_poa_heading"
    ).fetchall()
    parts = defaultdict(list)
    for heading, part in connection.execute("SELECT heading_id, part_id FROM heading_parts ORDER BY ALL").fetchall():
        parts[heading].append(part)
    return Headings(
        parents={heading: parent for heading, parent, _, _ in rows if parent},
        levels={heading: level for heading, _, level, _ in rows},
        sums={heading: parts[heading] for heading, _, _, system in rows if system == "netted"},
    )
