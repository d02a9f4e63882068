"""What was printed about cost and people, worked out again from the shipped Parquet files with plain DuckDB.

In scope: figures of `marts.reconciliation` and the tables beside it that follow from the national tables. Out of scope:
figures that follow from the registers (`test_reconciliation`).
"""

from statistics import mean

import duckdb
import pytest
from markupsafe import escape

from orchestration.settings import PROJECT_DIR

PUBLISHED = PROJECT_DIR / "examples" / "published"
SEEDS = PROJECT_DIR / "seeds" / "reference"
EAST_MIDLANDS = ("Derbyshire", "Leicestershire", "Lincolnshire", "Northamptonshire", "Nottinghamshire")
LONDON = ("metropolitan", "city-of-london")
# Headings as the publisher spells them, and the per cent that the review of 2013 prints (section 1).
PRINTED = {
    "economic crime": ("Economic Crime (including Regional Asset Recovery Team)", 54),
    "procurement": ("Procurement", 31),
    "fleet": ("Fleet Services", 8),
    "specialist investigation": ("Specialst Investigation Units", 8),
    "serious and organised crime": ("Serious & Organised Crime Unit", 9),
    "major investigations": ("Major Investigations Unit", -8),
}
YEARS = ("2013/14", "2014/15", "2015/16", "2016/17", "2017/18")


@pytest.fixture(scope="module")
def cells():
    """Ask the shipped files: `poa` and `people`, each with `figure`, the value as a number, and `force_id`."""
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE names AS SELECT lower(alias) AS name, force_id "
            f"FROM read_csv('{SEEDS / 'force_aliases.csv'}')"
        )
        for table in ("value_for_money_poa", "home_office_functions"):
            files = sorted(str(path) for path in PUBLISHED.glob(f"{table}_*.parquet"))
            connection.read_parquet(files, union_by_name=True).create_view(table)
        connection.execute(
            'CREATE TABLE poa AS SELECT "Financial year" AS financial_year, "Sheet" AS sheet, "Label" AS label, '
            '"Detail" AS detail, force_id, TRY_CAST("Amount" AS DOUBLE) AS figure '
            'FROM value_for_money_poa JOIN names ON lower("Force") = name'
        )
        connection.execute(
            'CREATE TABLE people AS SELECT "As at 31 March" AS as_at_31_march, "Framework" AS framework, '
            '"Worker type" AS worker_type, "Function code" AS function_code, "Label" AS label, force_id, '
            'TRY_CAST("FTE" AS DOUBLE) AS figure FROM home_office_functions LEFT JOIN names ON lower("Force") = name'
        )
        yield lambda query, *values: connection.execute(query, list(values)).fetchall()


@pytest.fixture(scope="module")
def warehouse(real_costs):
    """Value and status of the warehouse by figure and component."""
    rows = real_costs("SELECT figure_id, component, warehouse_value, status, basis FROM marts.reconciliation")
    return {row[:2]: row[2:] for row in rows}


def cost_per_head(cells, label):
    """Pounds per head in 2012/13 by force: net expenditure with grants put back, over the residents of the edition."""
    return dict(
        cells(
            "SELECT force_id, 1000 * sum(figure) / any_value(population) FROM poa JOIN "
            f"(SELECT force_id, population FROM read_csv('{SEEDS / 'profile_populations.csv'}')) USING (force_id) "
            """WHERE financial_year = '2012/13' AND trim(label) = ? """
            "AND trim(detail) IN ('Net Revenue Expenditure', 'Government Grants') GROUP BY ALL",
            label,
        )
    )


def test_every_computed_figure_comes_out_or_is_explained(real_costs):
    rows = real_costs("SELECT figure_id, component, status, is_source_in_force, explanation FROM marts.reconciliation")
    assert {row[:2] for row in rows if row[2] in {"mismatch", "not_computed"} or not row[3]} == set()
    assert {row[0] for row in rows if row[2] == "explained" and row[0] > "G62"} == {"G71", "G72"}


@pytest.mark.parametrize("part", PRINTED)
def test_the_east_midlands_comparison_comes_out_as_printed(cells, warehouse, part):
    label, printed = PRINTED[part]
    costs = {force: cost for force, cost in cost_per_head(cells, label).items() if force not in LONDON and cost}
    region = [costs[force.lower()] for force in EAST_MIDLANDS if force.lower() in costs]
    expected = 100 * (mean(region) / mean(costs.values()) - 1)
    value, status, basis = warehouse["G30", part]
    assert (round(expected), round(value), basis) == (printed, printed, "computed")
    assert float(value) == pytest.approx(expected, abs=5e-5)
    assert status == "agrees"


def test_a_nil_return_counts_in_no_average_of_procurement(cells):
    costs = {force: cost for force, cost in cost_per_head(cells, "Procurement").items() if force not in LONDON}
    assert costs["lincolnshire"] == 0
    with_nil = 100 * (mean(costs[force.lower()] for force in EAST_MIDLANDS) / mean(costs.values()) - 1)
    assert round(with_nil) == 8


def test_cambridgeshire_has_the_places_of_the_report_of_2018(cells, real_costs, warehouse):
    costs = dict(
        cells(
            """SELECT force_id, 1000 * figure FROM poa WHERE financial_year = '2017/18' """
            """AND sheet = '10_NRE' AND label = 'TOTAL'"""
        )
    )
    residents = dict(real_costs("SELECT force_id, population FROM marts.force_population WHERE mid_year = 2016"))
    by_cost = sorted(costs, key=costs.__getitem__, reverse=True)
    per_head = sorted((cost / residents[force], force) for force, cost in costs.items())
    assert [(round(cost, 1), force) for cost, force in per_head[:2]] == [(149.3, "essex"), (152.5, "cambridgeshire")]
    assert by_cost.index("cambridgeshire") + 1 == warehouse["G51", "whole"][0] == 29
    assert [warehouse[figure, "whole"][:2] for figure in ("G51", "G52")] == [(29, "exact"), (2, "exact")]


@pytest.mark.parametrize(
    ("figure", "worker_type"), [("G71", "Police officer"), ("G72", "Police staff"), ("G73", "PCSO")]
)
def test_home_office_totals_follow_from_functions_of_forces(cells, warehouse, figure, worker_type):
    functions = cells(
        """
        SELECT
            '31 March ' || as_at_31_march || CASE framework WHEN 'poa' THEN ', Police Objective Analysis'
                ELSE ', list of 60 functions' END,
            sum(figure) FILTER (force_id IS NOT NULL),
            sum(figure) FILTER (force_id IS NULL)
        FROM people
        WHERE worker_type = ? AND NOT regexp_matches(label, '^(Total|Overall)')
            AND (framework = 'functions_2012' OR NOT regexp_matches(coalesce(function_code, ''), '[a-z]'))
        GROUP BY ALL
        """,
        worker_type,
    )
    assert len(functions) == 7
    for component, of_forces, printed in functions:
        value, status, _ = warehouse[figure, component]
        assert float(value) == pytest.approx(of_forces, abs=5e-5), component
        assert of_forces == pytest.approx(printed, abs=0.12), component
        assert status == ("explained" if abs(of_forces - printed) > 0.01 else status)


@pytest.fixture(scope="module")
def since(real_costs):
    """Values since 2009 by figure, series and year."""
    return {
        (figure, series, year): value
        for figure, series, year, value in real_costs(
            "SELECT figure_id, series, financial_year, warehouse_value FROM marts.published_figures_since"
        )
    }


@pytest.mark.parametrize("year", YEARS)
def test_human_resources_and_finance_are_followed(cells, since, year):
    ((net, gross, whole, gross_whole),) = cells(
        """
        SELECT
            sum(figure) FILTER (measure = 'NRE' AND label IN ('Human Resources', 'Finance')),
            sum(figure) FILTER (measure = 'GRE' AND label IN ('Human Resources', 'Finance')),
            sum(figure) FILTER (measure = 'NRE' AND is_heading),
            sum(figure) FILTER (measure = 'GRE' AND is_heading)
        FROM (
            SELECT
                *,
                regexp_replace(sheet, '^[0-9]+_', '') AS measure,
                label LIKE 'TOTAL %' AND label NOT LIKE '%excl%' AS is_heading
            FROM poa WHERE financial_year = ?
        )
        """,
        year,
    )
    assert since["G06", "cost", year] == pytest.approx(net / 1000, abs=1e-6)
    assert since["G08", "share of net revenue expenditure", year] == pytest.approx(100 * net / whole, abs=1e-6)
    assert since["G08", "share of gross expenditure", year] == pytest.approx(100 * gross / gross_whole, abs=1e-6)


def test_human_resources_cost_twice_as_much_in_five_years(cells, since, warehouse):
    rows = cells(
        """
        SELECT force_id,
            sum(figure) FILTER (sheet = '10_NRE' AND label = 'Human Resources')
            / sum(figure) FILTER (
                regexp_matches(sheet, '(Officers|Staff|PCSO)_FTE') AND label = 'TOTAL')
        FROM poa WHERE financial_year = '2017/18' GROUP BY ALL
        """
    )
    costs = sorted(cost for _, cost in rows)[2:-2]
    assert len(costs) == 39
    assert since["G70", "human resources", "2017/18"] == pytest.approx(costs[-1] / costs[0], abs=1e-9)
    ratios = {
        year: value for (figure, series, year), value in since.items() if (figure, series) == ("G70", "human resources")
    }
    assert [year for year, ratio in sorted(ratios.items()) if ratio < 2] == ["2014/15"]
    assert warehouse["G70", "whole"][1] == "exact"


def test_payments_to_other_forces_are_a_share_of_gross(cells, since):
    ((paid, received, gross),) = cells(
        """
        SELECT
            sum(figure) FILTER (label = 'Third Party Payments - Collaboration with Other Police Forces'),
            sum(figure) FILTER (label = 'Reimbursed Income - Collaboration with Other Police Forces'),
            sum(figure) FILTER (sheet = '8_GRE' AND label = 'TOTAL')
            - sum(figure) FILTER (sheet = '8_GRE' AND label = 'TOTAL NATIONAL POLICING')
        FROM poa WHERE financial_year = '2017/18'
        """
    )
    assert (round(paid / 1000, 1), round(received / 1000, 1)) == (198.8, 127.5)
    assert since["G01", "paid to other forces", "2017/18"] == pytest.approx(100 * paid / gross, abs=1e-6)
    assert since["G01", "received from other forces", "2017/18"] == pytest.approx(100 * received / gross, abs=1e-6)
    assert ("G01", "paid to other forces", "2016/17") not in since


# Parts that do not add up in the publishers' own files; every other sum does, in all 43 forces.
KNOWN = {
    ("functions_and_whole", "2017/18", "other_employee_costs"): 4,
    ("functions_and_whole", "2017/18", "pcso"): 42,
    ("functions_and_whole", "2017/18", "pcso_pay"): 42,
    ("functions_and_whole", "2017/18", "police_overtime"): 42,
    ("functions_of_people", "2012/13", "police_officer"): 42,
    ("functions_of_people", "2014/15", "police_staff"): 42,
    ("grants_and_their_parts", "2017/18", "specific_grants"): 42,
    ("net_and_costs", "2009/10", "net_revenue_expenditure"): 42,
    ("net_and_funding", "2014/15", "net_revenue_expenditure"): 36,
    ("net_and_funding", "2015/16", "net_revenue_expenditure"): 34,
    ("net_and_funding", "2016/17", "net_revenue_expenditure"): 42,
    ("two_prints_of_non_staff_costs", "2009/10", "non_staff_cost"): 10,
}


def test_the_printed_tables_add_up_but_for_known_faults(real_costs):
    rows = real_costs(
        "SELECT check_id, financial_year, item, forces_checked, forces_that_agree, status "
        "FROM marts.national_table_checks"
    )
    assert {row[3] for row in rows} == {43}
    assert {row[:3]: row[4] for row in rows if row[5] != "agrees"} == KNOWN
    assert {row[5] for row in rows} == {"agrees", "explained"}
    found = {row[:3] for row in rows}
    assert ("payments_by_heading", "2012/13", "paid_to_other_forces") in found
    assert {("net_and_gross", year, "net_revenue_expenditure") for year in ("2012/13", *YEARS)} <= found


def test_reserves_have_one_sign_whatever_the_edition_prints(cells, real_costs):
    printed = dict(
        cells(
            "SELECT financial_year, sum(figure) FROM poa WHERE label IN "
            "('Appropriations to/from Reserves', 'Contributions to/from Reserves', 'Reserves') "
            "AND (coalesce(trim(detail), 'Net Expenditure') = 'Net Expenditure' OR detail LIKE 'Financing%') "
            "GROUP BY ALL"
        )
    )
    shown = dict(
        real_costs(
            "SELECT financial_year, sum(amount_gbp) / 1000 FROM marts.force_spending_by_type "
            "WHERE spending_group = 'funding' AND spending_type = 'reserves' GROUP BY ALL"
        )
    )
    turned = {"2012/13", "2014/15", "2015/16", "2016/17"}
    assert set(shown) == {"2009/10", "2012/13", *YEARS}
    for year, amount in shown.items():
        expected = -printed[year] if year in turned else printed[year]
        assert float(amount) == pytest.approx(expected, abs=0.5), year


def test_a_known_fault_is_in_the_publishers_file(cells):
    ((pcsos,),) = cells(
        """SELECT sum(figure) FILTER (starts_with(label, 'TOTAL ') AND label NOT LIKE '%excl%') """
        """- sum(figure) FILTER (label = 'TOTAL') FROM poa """
        """WHERE sheet = '6_PCSO_FTE' AND force_id = 'nottinghamshire' AND financial_year = '2017/18'"""
    )
    ((grants,),) = cells(
        """SELECT sum(figure) FILTER (label IN ('National policing grants', 'Other specific grants')) """
        """- sum(figure) FILTER (label = 'Government grants') FROM poa """
        """WHERE sheet = '3_Funding' AND force_id = 'greater-manchester' AND financial_year = '2017/18'"""
    )
    assert (round(pcsos, 1), round(grants)) == (3.0, 110796)


def test_the_page_shows_each_series_and_each_sum_that_fails(real_costs_hub, real_costs):
    page = (real_costs_hub.settings.current / "reconciliation.html").read_text(encoding="utf-8")
    said = real_costs(
        "SELECT DISTINCT what_differs FROM marts.published_figures_since UNION ALL "
        "SELECT explanation FROM marts.national_table_checks WHERE status <> 'agrees' UNION ALL "
        "SELECT statement FROM marts.national_table_checks"
    )
    assert len(said) > 20
    assert [text for (text,) in said if str(escape(text)) not in page] == []
