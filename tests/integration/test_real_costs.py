"""The figures by function against the published cells, read here afresh and added up without the models.

In scope: what the hub makes of the value for money data and of the Home Office workforce by function, against the
lists of cells in examples/published. Out of scope: reading publishers' files (tests/hub), reconciliation with print
(test_reconciliation).
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from tests.conftest import PUBLISHED, Hub, run_icm

Ask = Callable[..., list[tuple[Any, ...]]]
YEARS = ("2012/13", "2013/14", "2014/15", "2015/16", "2016/17", "2017/18")
# Sheets of net revenue expenditure; the edition of 2012 has it as a measure of its one sheet.
NRE = "(regexp_replace(lower(sheet), '^[0-9]+_', '') = 'nre')"
NAMES = {"Force": "force_name"}
# What no edition but one has under this heading: the labels of 2017 stand the wrong way round.
SWAPPED = ("Custody", "Police doctors / nurses & surgeons")


@pytest.fixture(scope="module")
def cells() -> Iterator[Ask]:
    """Ask the cells as published: values are text, thousands of pounds or full-time equivalents."""
    with duckdb.connect() as connection:
        for table in ("value_for_money_poa", "home_office_functions"):
            files = sorted(str(path) for path in PUBLISHED.glob(f"{table}_*.parquet"))
            listed = connection.read_parquet(files, union_by_name=True)
            named = (
                f'"{heading}" AS {NAMES.get(heading, heading.lower().replace(" ", "_"))}' for heading in listed.columns
            )
            listed.project(", ".join(named)).create_view(table)
        yield lambda query, *values: connection.execute(query, list(values)).fetchall()


@pytest.mark.parametrize("financial_year", YEARS[1:])
@pytest.mark.parametrize(
    ("label", "heading_id"),
    [
        ("human resources", "support-functions/human-resources"),
        ("fleet services", "support-functions/fleet"),
        ("major investigations unit", "investigations/major-investigations"),
        ("estates / central building costs", "support-functions/estates"),
    ],
)
def test_cost_of_a_function_is_the_cell_of_its_row_for_every_force(
    real_costs: Ask, cells: Ask, financial_year: str, label: str, heading_id: str
) -> None:
    printed = cells(
        "SELECT CAST(round(CAST(amount AS DECIMAL(24, 12)) * 1000, 2) AS DECIMAL(18, 2)) FROM value_for_money_poa "
        f"WHERE financial_year = ? AND {NRE} AND lower(trim(label)) = ? ORDER BY 1",
        financial_year, label,
    )  # fmt: skip
    published = real_costs(
        "SELECT net_revenue_expenditure_gbp FROM marts.functions_by_poa_heading "
        "WHERE financial_year = ? AND heading_id = ? AND basis = 'estimate' ORDER BY 1",
        financial_year, heading_id,
    )  # fmt: skip
    assert len(printed) == 43
    assert published == printed


def test_the_edition_of_2012_has_its_grants_put_back(real_costs: Ask, cells: Ask) -> None:
    (printed,) = cells(
        "SELECT sum(CAST(amount AS DOUBLE)) * 1000 FROM value_for_money_poa WHERE financial_year = '2012/13' "
        "AND label = 'Level 2 Summary' AND trim(detail) IN ('Net Revenue Expenditure', 'Government Grants')"
    )
    (published,) = real_costs(
        "SELECT sum(net_revenue_expenditure_gbp) FROM marts.functions_by_poa_heading "
        "WHERE financial_year = '2012/13' AND heading_id = 'all-functions' AND basis = 'estimate'"
    )
    assert float(published[0]) == pytest.approx(printed[0], abs=1)


def test_net_revenue_expenditure_carries_the_definition_of_its_edition(real_costs: Ask) -> None:
    said = dict(
        real_costs(
            "SELECT DISTINCT financial_year, definition FROM marts.national_table_figures "
            "WHERE item = 'net_revenue_expenditure' AND item_group = 'by_heading'"
        )
    )
    assert set(said) == set(YEARS)
    assert "added back" in said["2012/13"] and "lower than in other years" in said["2016/17"]
    assert said["2013/14"] == said["2015/16"] == said["2017/18"]


def test_swapped_labels_are_put_right_and_say_so(real_costs: Ask, cells: Ask) -> None:
    printed = dict(
        cells(
            "SELECT label, round(sum(CAST(amount AS DOUBLE)) * 1000) FROM value_for_money_poa "
            f"WHERE financial_year = '2017/18' AND {NRE} AND label IN (?, ?) GROUP BY label",
            *SWAPPED,
        )
    )
    published = {
        heading: (round(amount), correction)
        for heading, amount, correction in real_costs(
            "SELECT split_part(heading_id, '/', 2), sum(amount), max(correction) FROM marts.national_table_figures "
            "WHERE financial_year = '2017/18' AND item = 'net_revenue_expenditure' AND (heading_id LIKE '%/custody' "
            "OR heading_id LIKE '%/police-doctors%') GROUP BY 1"
        )
    }
    custody, doctors = published["custody"], published["police-doctors-nurses-and-surgeons"]
    assert (custody[0], doctors[0]) == (printed[SWAPPED[1]], printed[SWAPPED[0]])
    assert "the wrong way round" in custody[1] and "the wrong way round" in doctors[1]


def test_rows_known_to_be_wrong_make_no_figure(real_costs: Ask) -> None:
    kinds = {
        kind
        for (kind,) in real_costs(
            "SELECT DISTINCT spending_type FROM marts.force_spending_by_type "
            "WHERE financial_year = '2016/17' AND spending_group = 'income'"
        )
    }
    assert "interest" in kinds
    assert not kinds & {"received_from_other_forces", "received_from_other_partners"}


@pytest.mark.parametrize("year", [2012, 2013, 2014, 2015, 2016, 2017])
def test_people_by_function_are_those_of_the_publishers_total(real_costs: Ask, cells: Ask, year: int) -> None:
    financial_year = f"{year - 1}/{year % 100}"
    framework = "poa" if year >= 2015 else "functions_2012"
    printed = cells(
        "SELECT max(CAST(fte AS DOUBLE)) FROM home_office_functions "
        "WHERE CAST(as_at_31_march AS INTEGER) = ? AND framework = ? AND force_name = 'England and Wales' "
        "AND (label LIKE 'Total%' OR label LIKE 'Overall%') GROUP BY worker_type ORDER BY 1",
        year, framework,
    )  # fmt: skip
    published = real_costs(
        "SELECT sum(people) FROM marts.force_workforce_by_heading WHERE financial_year = ? AND basis = 'fte' "
        "AND heading_id = 'all-functions' GROUP BY worker_type ORDER BY 1",
        financial_year,
    )
    # The forces and their printed sum differ by what rounding leaves.
    assert len(printed) == 3
    assert [people for (people,) in published] == pytest.approx([people for (people,) in printed], abs=0.06)


def test_posts_of_a_budget_are_not_people_counted(real_costs: Ask) -> None:
    rows = dict(
        real_costs(
            "SELECT basis, round(sum(people), 1) FROM marts.force_workforce_by_heading "
            "WHERE worker_type = 'police_officer' AND heading_id = 'all-functions' "
            "AND (financial_year, basis) IN (('2016/17', 'fte'), ('2017/18', 'fte_budgeted')) GROUP BY basis"
        )
    )
    # Home Office, July 2017, Table F1; HMICFRS value for money data 2017, sheet 4_Officers_FTE.
    assert rows == {"fte": 123113.3, "fte_budgeted": 122246.5}


def test_payments_for_collaboration_add_up_by_heading_and_in_the_nation(real_costs: Ask) -> None:
    by_heading = real_costs(
        "SELECT count(*) FROM (SELECT force_id, sum(amount_gbp) FILTER (WHERE level = 1) AS parts, "
        "sum(amount_gbp) FILTER (WHERE level = 0) AS whole FROM marts.expenditure_lines "
        "JOIN marts.dim_poa_heading USING (heading_id) "
        "WHERE financial_year = '2012/13' AND line = 'paid_to_other_forces' GROUP BY force_id) WHERE parts = whole"
    )
    assert by_heading == [(43,)]
    national = real_costs(
        "SELECT financial_year, round(sum(amount_gbp) / 1e6, 1) FROM marts.force_spending_by_type "
        "WHERE spending_type = 'paid_to_other_forces' AND financial_year > '2012/13' GROUP BY 1 ORDER BY 1"
    )
    # Sums of the row of each edition, worked out from the publisher's files before there was a model.
    assert national == [("2013/14", 94.2), ("2014/15", 150.5), ("2015/16", 167.8), ("2017/18", 198.8)]


def test_share_of_human_resources_is_its_cost_over_all_cost(real_costs: Ask, cells: Ask) -> None:
    rows = dict(
        cells(
            "SELECT CASE WHEN label = 'TOTAL' THEN 'whole' ELSE 'part' END, CAST(amount AS DOUBLE) "
            f"FROM value_for_money_poa WHERE financial_year = '2017/18' AND {NRE} AND force_name = 'Kent' "
            "AND label IN ('TOTAL', 'Human Resources')"
        )
    )
    (value,) = real_costs(
        "SELECT DISTINCT value FROM variation.force_position WHERE measure_id = 'hr_nre_share_pct_estimate' "
        "AND financial_year = '2017/18' AND force_id = 'kent'"
    )
    assert value[0] == pytest.approx(100 * rows["part"] / rows["whole"], rel=1e-6)


def test_every_figure_names_a_cell_that_holds_it(real_costs: Ask, cells: Ask) -> None:
    figures = real_costs(
        "SELECT financial_year, force_name, sheet, sheet_rows, amount FROM marts.national_table_figures "
        "JOIN marts.dim_force USING (force_id) WHERE item_group = 'by_heading' AND unit = 'GBP' "
        "AND item = 'gross_expenditure' AND force_id IN ('kent', 'metropolitan', 'avon-and-somerset')"
    )
    assert len(figures) > 1000
    held = {
        (year, sheet, str(row), round(Decimal(amount) * 1000, 2))
        for year, sheet, row, amount in cells(
            "SELECT financial_year, sheet, sheet_row, amount FROM value_for_money_poa "
            "WHERE try_cast(amount AS DOUBLE) IS NOT NULL"
        )
    }
    missing = [
        figure for figure in figures if (figure[0], figure[2], figure[3], round(Decimal(str(figure[4])), 2)) not in held
    ]
    assert not missing


def test_six_years_stand_in_the_prices_of_one(real_costs: Ask) -> None:
    rows = real_costs(
        "SELECT count(DISTINCT financial_year), count(*) FILTER (WHERE average_value_real IS NULL) "
        "FROM variation.national_summary WHERE measure_id = 'nre_per_head_estimate' "
        "AND heading_id = 'support-functions/human-resources' AND average_method = 'simple_excl_london'"
    )
    assert rows == [(6, 0)]


def test_a_finance_director_gets_six_years_who_shares_and_the_cell(real_costs_hub: Hub, cells: Ask) -> None:
    asked = run_icm(
        "position", "Cambridgeshire", "Major investigations", "--workspace", real_costs_hub.settings.workspace, "--json"
    )
    assert asked.code == 0, asked.err
    years = asked.facts["years"]
    assert [row["financial_year"] for row in years] == list(YEARS)
    # The review of 2018 has the three counties share major crime, and does not say since when.
    assert {(row["partners"], row["partners_undated"]) for row in years} == {(None, "Bedfordshire, Hertfordshire")}
    latest = years[-1]
    (amount,) = cells(
        "SELECT CAST(amount AS DOUBLE) FROM value_for_money_poa WHERE financial_year = '2017/18' AND sheet = ? "
        "AND CAST(sheet_row AS VARCHAR) = ? AND force_name = 'Cambridgeshire'",
        latest["sheet"], latest["sheet_rows"],
    )  # fmt: skip
    assert float(latest["net_revenue_expenditure_gbp"]) == pytest.approx(amount[0] * 1000, abs=0.01)
    assert latest["file_name"] == "value_for_money_poa_2017_18.parquet"
