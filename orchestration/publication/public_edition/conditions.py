"""Which rows of a table are withheld, and in which rows a figure is: one condition in SQL for each table.

In scope: the conditions, over the tables of `people` and `consequences`; `t` is the table of the release. Out of
scope: which column they hold for (`rules`), and writing the edition (`tables`).
"""

from __future__ import annotations

from orchestration.publication.catalog import CatalogTable

_NEVER = "false"
_OF_CONTRIBUTION = "(t.agreement_id, t.financial_year) IN (FROM withheld_contribution_years)"
_OF_FORCE = "(t.measure_id, t.heading_id, t.financial_year, t.force_id) IN (FROM withheld_values)"
_OF_SLICE = "(t.measure_id, t.heading_id, t.financial_year) IN (FROM withheld_comparisons)"
_OF_REGION = (
    "(t.measure_id, t.heading_id, t.financial_year, t.home_office_region) IN (FROM withheld_regions UNION ALL "
    "FROM crime_regions)"
)
_OF_METHOD = "(t.measure_id, t.heading_id, t.financial_year, t.average_method) IN (FROM withheld_averages)"
_IS_CRIME = "t.measure_id IN (FROM crime_measures)"
_CELLS = "FROM withheld_cells AS c WHERE c.force_id = t.force_id AND c.financial_year = t.financial_year"
_PAY = {
    "police_officer_pay": "police_officer", "police_overtime": "police_officer", "police_staff_pay": "police_staff",
    "pcso_pay": "pcso",
}  # fmt: skip
_IN_AREA = "FROM withheld_areas AS a WHERE a.financial_year = t.financial_year"
_OF_PEOPLE = """
    t.unit = 'people' AND (SELECT count(*) FROM withheld_agreement_years) > 0
    OR t.unit = 'FTE' AND EXISTS (FROM withheld_cells AS c WHERE c.heading_id = 'all-functions')
    OR t.unit IN ('people', 'FTE') AND is_small(t.warehouse_value)
"""

# Where a count, or what is made of it in the same row, is withheld.
SMALL = {
    "marts.force_workforce": "(t.force_id, t.as_at, t.worker_type) IN "
    "(SELECT force_id, as_at, worker_type FROM withheld_force_cells)",
    "marts.force_workforce_by_heading": f"EXISTS ({_CELLS} AND c.heading_id = t.heading_id "
    "AND c.worker_type = t.worker_type)",
    "marts.functions_by_poa_heading": f"EXISTS ({_CELLS} AND c.heading_id = t.heading_id)",
    "marts.national_table_figures": f"t.unit = 'FTE' AND (is_small(t.amount) OR EXISTS ({_CELLS} "
    "AND c.heading_id = t.heading_id AND (c.worker_type = t.item OR NOT EXISTS "
    "(FROM withheld_cells AS k WHERE k.worker_type = t.item))))",
    "marts.expenditure_lines": f"t.line IN ({', '.join(map(repr, _PAY))}) AND EXISTS ({_CELLS} "
    "AND c.heading_id = t.heading_id AND c.worker_type IN "
    f"({', '.join(sorted({repr(kind) for kind in _PAY.values()}))}))",
    "marts.workforce_in_collaboration": "(t.agreement_id, year_of(t.as_at)) IN (FROM withheld_agreement_years) "
    "OR t.as_at IS NULL AND is_small(t.people)",
    "marts.force_collaboration_workforce": f"EXISTS ({_IN_AREA} AND a.force_id = t.force_id AND t.area_kind = 'force') "
    f"OR EXISTS ({_IN_AREA} AND a.region = t.region AND t.area_kind <> 'force') "
    "OR is_small(t.people_in_collaboration) OR is_small(t.workforce)",
    "marts.retained_resources": "(t.agreement_id, t.financial_year) IN (FROM withheld_agreement_years)",
    "marts.agreement_contributions": _OF_CONTRIBUTION,
    "marts.withdrawal_costs": "(t.agreement_id, t.contribution_year) IN (FROM withheld_contribution_years)",
    "marts.average_people_costs": "is_small(t.people) OR EXISTS (FROM withheld_cells AS c "
    "JOIN hub.marts.dim_force AS d USING (force_id) WHERE c.heading_id = 'all-functions' "
    "AND c.financial_year = t.financial_year AND c.worker_type = t.worker_type AND d.home_office_region = t.region)",
    "marts.reconciliation": _OF_PEOPLE,
    "marts.published_figures_since": _OF_PEOPLE,
    "variation.net_contribution": _OF_CONTRIBUTION,
    "variation.force_net_contribution": "(t.force_id, t.financial_year) IN (FROM withheld_contributions)",
    "variation.force_position": _OF_FORCE,
    "variation.benchmark_position": _OF_FORCE,
    "variation.successor_series": f"{_OF_FORCE} OR {_OF_SLICE}",
    "variation.region_position": _OF_REGION,
    "variation.organised_crime_by_group": "(t.measure_id, t.heading_id, t.financial_year, t.group_name) IN "
    "(FROM crime_regions)",
}  # fmt: skip

# Where a comparison of forces is withheld.
COMPARED = {
    "variation.force_position": _OF_SLICE,
    "variation.national_summary": _OF_SLICE,
    "variation.rank_intervals": _OF_SLICE,
    "variation.benchmark_summary": _OF_SLICE,
    "variation.heading_comparability": "EXISTS (FROM withheld_comparisons AS c WHERE c.heading_id = t.heading_id "
    "AND c.financial_year = t.financial_year AND c.measure_id = t.judged_measure_id)",
}

# Where an average, or a difference from it, is withheld: not where the average leaves out the forces whose counts are.
AVERAGED = {
    "variation.force_position": f"{_OF_METHOD} OR {_OF_FORCE}",
    "variation.national_summary": _OF_METHOD,
    "variation.region_position": f"{_OF_METHOD} OR {_OF_REGION}",
}

# Where what shows the values of single forces is withheld.
SPREAD = {"variation.national_summary": f"{_OF_SLICE} OR {_IS_CRIME}"}

# Where a list names an agreement of which only title and objective are shown.
NAMES_AN_AGREEMENT = {
    "variation.function_cost_by_year": "EXISTS (FROM withheld_agreements AS w "
    "WHERE contains(t.agreement_titles, w.title))",
    "variation.partner_groups": "EXISTS (FROM withheld_agreements AS w "
    "WHERE contains(t.agreement_ids, w.agreement_id))",
}

# Treatments that withhold something of measures of people and of organised crime alone; of others, revisions are shown.
BY_MEASURE = {"variation.national_summary": ("averaged", "compared", "spread")}

_IN_PROGRAMME = "t.programme NOT IN (SELECT programme FROM withheld_agreements WHERE programme IS NOT NULL)"
_OF_TRIGGER = "regexp_extract(t.row_key, 'measure_id=([^;]+)', 1)"
# Rows that are published, where not all are.
ROWS = {
    "marts.business_case_cash_flows": "t.case_id NOT IN (SELECT case_id FROM hub.marts.business_case_appraisals "
    "WHERE agreement_id IN (SELECT agreement_id FROM withheld_agreements))",
    "marts.programme_savings": _IN_PROGRAMME,
    "marts.programme_pace": _IN_PROGRAMME,
    "marts.heading_guide": "t.kind <> 'contact'",
    "marts.procurement_spend": "t.return_id = 'published_spend'",
    "variation.procurement_suppliers": "t.forces_buying >= {fewest_forces_of_a_supplier}",
    # That a force is in this list says where it stands.
    "variation.outlier_explanations_owed": f"NOT {_OF_SLICE}",
    "variation.organised_crime_by_group": "t.group_kind = 'home_office_region'",
    "variation.level_of_support_triggers": "t.table_name NOT LIKE '%organised_crime%' "
    f"AND {_OF_TRIGGER} NOT IN (FROM crime_measures) "
    f"AND {_OF_TRIGGER} NOT IN (SELECT measure_id FROM measures_of_people)",
    # What is withheld in one of two releases would stand in the difference between them.
    "release.revisions": "t.table_name || '.' || t.column_name IN (FROM open_columns) "
    "AND NOT EXISTS (FROM withheld_agreements AS w WHERE contains(t.key, w.agreement_id)) "
    "AND regexp_extract(t.key, 'measure_id=([^,;]+)', 1) NOT IN (FROM crime_measures) "
    "AND regexp_extract(t.key, 'measure_id=([^,;]+)', 1) NOT IN (SELECT measure_id FROM measures_of_people)",
}


def rows_to_publish(table: CatalogTable) -> str:
    """Condition for the rows that a table may publish.

    Whatever the table: no row on an agreement of which only title and objective are shown, and no figure on organised
    crime of a single force.
    """
    names = {column.name for column in table.columns}
    conditions = [ROWS[table.full_name]] if table.full_name in ROWS else []
    if "agreement_id" in names and table.full_name != "marts.agreements":
        conditions.append("coalesce(t.agreement_id NOT IN (SELECT agreement_id FROM withheld_agreements), true)")
    if {"measure_id", "force_id"} <= names:
        conditions.append("coalesce(t.measure_id NOT IN (FROM crime_measures) OR t.force_id IS NULL, true)")
    return " AND ".join(f"({each})" for each in conditions) or "true"
