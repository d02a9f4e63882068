"""What two published tables say about the same thing is equal.

In scope: pairs of queries that must give the same rows, on a built hub. Out of scope: whether the number is
right (test_variation_of_the_set, the files of figures).
"""

import math

import pytest

DEFAULT = "(SELECT average_method FROM variation.dim_average_method WHERE is_default)"
CRIME = "investigations/serious-and-organised-crime"
MEASURE = "variation.national_summary WHERE average_method = 'weighted_all' AND measure_id"


def rate(measure):
    """The same rate in two tables that sum over forces."""
    return (
        f"SELECT financial_year, average_value, forces_reporting FROM {MEASURE} = '{measure}' "
        "AND average_value IS NOT NULL",
        "SELECT DISTINCT financial_year, national_value, national_forces_reporting "
        f"FROM variation.organised_crime_by_group WHERE measure_id = '{measure}' AND national_value IS NOT NULL "
        "AND national_forces_reporting >= 5",
    )


# What is compared, and the two queries that give it: key columns first, numbers last.
PAIRS = {
    "cost per head of a force": (
        "SELECT force_id, heading_id, financial_year, basis, nre_per_head_gbp FROM marts.functions_by_poa_heading "
        "WHERE nre_per_head_gbp IS NOT NULL",
        "SELECT DISTINCT force_id, heading_id, financial_year, CASE measure_id WHEN 'nre_per_head' THEN 'outturn' "
        "ELSE 'estimate' END, CAST(value AS DECIMAL(18, 4)) FROM variation.force_position "
        "WHERE measure_id IN ('nre_per_head', 'nre_per_head_estimate') AND value IS NOT NULL "
        "AND mapped_from_heading_id IS NULL",
    ),
    "average cost per head": (
        "SELECT heading_id, financial_year, average_value, opportunity_gbp, outliers, forces_reporting "
        f"FROM variation.national_summary WHERE measure_id = 'nre_per_head' AND average_method = {DEFAULT} "
        "AND forces_reporting > 0 AND heading_id <> 'all-functions' AND is_comparable",
        "SELECT heading_id, financial_year, average_nre_per_head, opportunity_gbp, outliers, forces_reporting "
        "FROM variation.level_of_support_evidence WHERE forces_reporting > 0 AND is_comparable",
    ),
    "averages beside a force and of the nation": (
        "SELECT DISTINCT measure_id, heading_id, financial_year, average_method, average_value, forces_reporting "
        "FROM variation.force_position WHERE average_value IS NOT NULL AND NOT starts_with(average_method, "
        "'weighted_peer')",
        "SELECT measure_id, heading_id, financial_year, average_method, average_value, forces_reporting "
        "FROM variation.national_summary WHERE average_value IS NOT NULL",
    ),
    "averages beside a region and of the nation": (
        "SELECT DISTINCT measure_id, heading_id, financial_year, average_value FROM variation.region_position "
        "WHERE average_value IS NOT NULL",
        f"SELECT measure_id, heading_id, financial_year, average_value FROM {MEASURE} IS NOT NULL "
        "AND average_value IS NOT NULL",
    ),
    "forces that count, by region and of the nation": (
        "SELECT measure_id, heading_id, financial_year, sum(forces_reporting), sum(forces_expected) "
        "FROM variation.region_position GROUP BY ALL",
        f"SELECT measure_id, heading_id, financial_year, forces_reporting, forces_expected FROM {MEASURE} IS NOT NULL",
    ),
    "forces held back": (
        f"SELECT measure_id, heading_id, financial_year, forces_held FROM {MEASURE} IS NOT NULL AND forces_held > 0",
        "SELECT measure_id, heading_id, financial_year, count(held_by_rule) FROM variation.force_position "
        "WHERE average_method = 'weighted_all' GROUP BY ALL HAVING count(held_by_rule) > 0",
    ),
    "national value beside a benchmark": (
        "SELECT DISTINCT measure_id, heading_id, financial_year, national_value, forces_reporting "
        "FROM variation.benchmark_summary WHERE national_value IS NOT NULL AND forces_reporting >= 5",
        "SELECT DISTINCT s.measure_id, s.heading_id, s.financial_year, s.average_value, s.forces_reporting "
        "FROM variation.national_summary AS s JOIN variation.benchmark_summary AS b USING (measure_id, heading_id, "
        "financial_year) WHERE s.average_method = 'weighted_all' AND s.average_value IS NOT NULL",
    ),
    "organised crime met with a full response": rate("organised_crime_full_response_pct"),
    "organised crime criteria that are met": rate("organised_crime_functionality_pct"),
    "organised crime in the evidence": (
        f"SELECT financial_year, full_response_pct, organised_crime_forces_reporting "
        f"FROM variation.level_of_support_evidence WHERE heading_id = '{CRIME}' AND full_response_pct IS NOT NULL "
        "AND organised_crime_forces_reporting >= 5",
        f"SELECT financial_year, average_value, forces_reporting FROM {MEASURE} = 'organised_crime_full_response_pct' "
        "AND average_value IS NOT NULL",
    ),
    "organised crime of a force": (
        "SELECT force_id, financial_year, full_response_pct FROM marts.organised_crime_response "
        "WHERE full_response_pct IS NOT NULL",
        "SELECT force_id, financial_year, value FROM variation.force_position WHERE average_method = 'weighted_all' "
        "AND measure_id = 'organised_crime_full_response_pct' AND value IS NOT NULL",
    ),
    "spending with suppliers": (
        "SELECT financial_year, amount_gbp FROM variation.procurement_categories WHERE category_id = 'all-categories'",
        "SELECT s.financial_year, sum(s.amount_gbp) FROM marts.procurement_spend AS s ANTI JOIN "
        "(FROM variation.force_position WHERE measure_id = 'procurement_unclassified_share_pct' AND held_by_rule "
        "IS NOT NULL) AS held ON held.force_id = s.force_id AND held.financial_year = s.financial_year GROUP BY ALL",
    ),
    "addressable share of spending": (
        "SELECT financial_year, 100 * CAST(addressable_gbp AS DOUBLE) / CAST(amount_gbp AS DOUBLE) "
        "FROM variation.procurement_categories WHERE category_id = 'all-categories' AND amount_gbp <> 0",
        f"SELECT financial_year, average_value FROM {MEASURE} = 'procurement_addressable_share_pct' "
        "AND average_value IS NOT NULL",
    ),
    "forces that collaborate on a heading, coverage and evidence": (
        "SELECT heading_id, financial_year, forces_collaborating FROM variation.collaboration_coverage_by_year "
        "WHERE forces_collaborating > 0",
        "SELECT e.heading_id, e.financial_year, e.forces_collaborating FROM variation.level_of_support_evidence AS e "
        "JOIN marts.dim_poa_heading AS h USING (heading_id) "
        "WHERE h.level = 2 AND h.heading_system = 'poa' AND e.forces_collaborating > 0",
    ),
    "live agreements by heading": (
        "SELECT heading_id, financial_year, live_agreements FROM variation.collaboration_coverage_by_year "
        "WHERE live_agreements > 0",
        "SELECT p.heading_id, p.financial_year, sum(p.agreements_live) FROM variation.national_picture AS p "
        "JOIN marts.dim_poa_heading AS h USING (heading_id) WHERE h.level = 2 GROUP BY ALL",
    ),
    "savings of a programme": (
        "SELECT programme, party_id, financial_year, delivered_gbp FROM marts.programme_savings "
        "WHERE delivered_gbp IS NOT NULL AND delivered_gbp <> 0",
        "SELECT programme, party_id, financial_year, sum(new_off_budget_gbp) FROM marts.savings "
        "WHERE new_off_budget_gbp IS NOT NULL GROUP BY ALL HAVING sum(new_off_budget_gbp) <> 0",
    ),
    "savings required and by collaboration": (
        "SELECT force_id, financial_year, savings_by_collaboration_gbp, savings_required_gbp "
        "FROM marts.force_savings_requirement WHERE savings_by_collaboration_gbp IS NOT NULL AND "
        "savings_required_gbp > 0",
        "SELECT force_id, financial_year, numerator, denominator FROM variation.force_position "
        "WHERE average_method = 'weighted_all' AND measure_id = 'collaboration_savings_share_pct' "
        "AND value IS NOT NULL",
    ),
    "posts of a function": (
        "SELECT force_id, financial_year, heading_id, officer_fte FROM marts.functions_by_poa_heading "
        "WHERE officer_fte IS NOT NULL AND basis = 'outturn'",
        "SELECT f.force_id, f.financial_year, f.heading_id, f.people FROM marts.force_workforce_by_heading AS f "
        "SEMI JOIN marts.functions_by_poa_heading AS e ON e.basis = 'outturn' AND e.force_id = f.force_id "
        "AND e.financial_year = f.financial_year AND e.heading_id = f.heading_id "
        "WHERE f.worker_type = 'police_officer' AND f.basis = 'fte' AND f.people IS NOT NULL",
    ),
    "officers of a force": (
        "SELECT w.force_id, y.financial_year, w.fte FROM marts.force_workforce AS w JOIN (SELECT DISTINCT "
        "financial_year FROM variation.force_position) AS y ON year(w.as_at) = CAST(left(y.financial_year, 4) AS "
        "INTEGER) + 1 WHERE w.worker_type = 'police_officer' AND w.fte IS NOT NULL AND month(w.as_at) = 3 "
        "AND y.financial_year IN (SELECT financial_year FROM variation.force_position "
        "WHERE measure_id = 'officers_per_1000_population')",
        "SELECT DISTINCT force_id, financial_year, numerator FROM variation.force_position "
        "WHERE measure_id = 'officers_per_1000_population' AND numerator IS NOT NULL",
    ),
    "gross expenditure": (
        "SELECT force_id, financial_year, heading_id, basis, gross_expenditure_gbp "
        "FROM marts.functions_by_poa_heading WHERE gross_expenditure_gbp IS NOT NULL",
        "SELECT force_id, financial_year, heading_id, basis, amount_gbp FROM marts.expenditure_lines "
        "WHERE line = 'gross_expenditure' AND amount_gbp IS NOT NULL",
    ),
}  # fmt: skip
# Of a set without doubtful files there is nothing to compare.
MAY_BE_EMPTY = {"forces held back"}


def by_key(rows):
    """Numbers by the words of a row."""
    found = {}
    for row in rows:
        key = tuple(cell for cell in row if isinstance(cell, str))
        assert key not in found, f"two rows for {key}"
        found[key] = [None if cell is None else float(cell) for cell in row if not isinstance(cell, str)]
    return found


@pytest.mark.parametrize("what", PAIRS)
def test_two_tables_give_one_number(national_marts, what):
    one, other = (by_key(national_marts(query)) for query in PAIRS[what])
    assert one or what in MAY_BE_EMPTY, "nothing was compared"
    assert one.keys() == other.keys()
    for key, numbers in one.items():
        for ours, theirs in zip(numbers, other[key], strict=True):
            assert (ours is None) == (theirs is None), key
            assert ours is None or math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9), (key, ours, theirs)
