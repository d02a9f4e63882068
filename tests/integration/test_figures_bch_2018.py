"""The savings table of Bedfordshire, Cambridgeshire and Hertfordshire, typed here from the report of July 2018."""

import pytest

from tests.integration.figures import BCH, cited

YEARS = ("2014/15", "2015/16", "2016/17", "2017/18", "2018/19")
# Section 5.2, £'000; None where the cell is blank; the last figure is the column "Total £'000".
SAVINGS_TABLE = [
    ("Firearms licensing", (None, 27, 86, None, None), 113),
    ("Information management", (None, None, None, 71, None), 71),
    ("ICT", (None, 541, 508, 29, 423), 1501),
    ("CJ phase 1", (None, None, 21, None, None), 21),
    ("Custody", (None, None, None, 92, None), 92),
    ("ERSOU/JPS etc", (2600, 358, 305, 355, 735), 4353),
]
SAVINGS_TOTALS = [
    ("recurrent_delivered_gbp", "Total recurrent in each year", (2600, 926, 920, 547, 1158)),
    ("cumulative_recurrent_gbp", "Total annual cumulative", (2600, 3526, 4446, 4993, 6151)),
    ("total_to_date_gbp", "Total savings from 2014/15", (2600, 6126, 10572, 15565, 21716)),
]


@pytest.mark.parametrize(
    ("line", "year", "thousands"),
    [
        pytest.param(line, year, cell, id=f"bch-2018 s5.2 {line}, {year}")
        for line, cells, _ in SAVINGS_TABLE
        for year, cell in zip(YEARS, cells, strict=True)
    ],
)
def test_cell_of_the_savings_table(marts, line, year, thousands):
    rows = marts(
        "SELECT delivered_gbp, reported_state, force_id, recurrence FROM marts.savings "
        "WHERE programme = ? AND function_name = ? AND financial_year = ?",
        BCH,
        line,
        year,
    )
    if thousands is None:
        assert [row[:2] for row in rows] in ([], [(None, "not_reported")])
    else:
        assert rows == [(thousands * 1000, "reported", "cambridgeshire", "recurrent")]


@pytest.mark.parametrize(("line", "cells", "thousands"), cited(SAVINGS_TABLE, "bch-2018 s5.2, total of"))
def test_line_total_of_the_savings_table(marts, line, cells, thousands):
    total = marts("SELECT sum(delivered_gbp) FROM marts.savings WHERE programme = ? AND function_name = ?", BCH, line)
    assert total == [(thousands * 1000,)]
    assert sum(filter(None, cells)) == thousands


@pytest.mark.parametrize(
    ("column", "year", "thousands"),
    [
        pytest.param(column, year, cell, id=f"bch-2018 s5.2 {line}, {year}")
        for column, line, cells in SAVINGS_TOTALS
        for year, cell in zip(YEARS, cells, strict=True)
    ],
)
def test_total_row_of_the_savings_table(marts, column, year, thousands):
    rows = marts(
        f"SELECT {column} FROM marts.programme_savings "
        "WHERE programme = ? AND force_id = 'cambridgeshire' AND financial_year = ?",
        BCH,
        year,
    )
    assert rows == [(thousands * 1000,)]


# Printed as negative costs; the row that adds them up is blank for its first year, where both are the same.
@pytest.mark.parametrize(
    ("year", "thousands", "to_date"),
    cited(
        zip(YEARS, (795, 1895, 1649, 1448, 561), (795, 2690, 4339, 5787, 6348), strict=True),
        "bch-2018 s5.2 Change Team costs,",
    ),
)
def test_change_team_costs_stand_beside_the_savings(marts, year, thousands, to_date):
    rows = marts(
        "SELECT change_team_cost_gbp, change_team_cost_to_date_gbp FROM marts.programme_savings "
        "WHERE programme = ? AND financial_year = ? AND change_team_cost_gbp IS NOT NULL",
        BCH,
        year,
    )
    assert rows == [(thousands * 1000, to_date * 1000)]


def test_change_team_costs_are_not_netted_off(marts):
    # bch-2018 section 5.4: £6.151m a year and £21.716m in all are stated before the £6.348m of the change team.
    latest = marts(
        "SELECT sum(cumulative_recurrent_gbp), sum(total_to_date_gbp), sum(change_team_cost_to_date_gbp) "
        "FROM marts.programme_savings WHERE programme = ? AND financial_year = '2018/19'",
        BCH,
    )
    assert latest == [(6151000, 21716000, 6348000)]


# Sections 6.2 to 6.8, £'000: approved, forecast, removed from the budget to date, and whether a reason is given.
FORECASTS = [
    ("Firearms licensing", "2015-02", 112, 113, True),
    ("Information management", "2016-05", 320, 71, True),
    ("ICT", "2015-10", 2202, 1501, True),
    ("Custody", "2015-10", 278, 92, True),
    ("CJ phase 1", "2015-10", 14, 21, False),
    ("Human resources", "2015-05", 990, 0, True),
]


@pytest.mark.parametrize(("line", "approved", "forecast", "delivered", "reason"), cited(FORECASTS, "bch-2018 s6"))
def test_forecast_against_delivered(marts, line, approved, forecast, delivered, reason):
    rows = marts(
        "SELECT strftime(approved_date, '%Y-%m'), approved_date_precision, saving_forecast_gbp, delivered_to_date_gbp, "
        "delivered_pct, outcome_reason IS NOT NULL FROM marts.business_cases "
        "WHERE force_id = 'cambridgeshire' AND function_name = ?",
        line,
    )
    share = pytest.approx(100 * delivered / forecast)
    assert rows == [(approved, "month", forecast * 1000, delivered * 1000, share, reason)]


# Worked out by hand from sections 6.2 to 6.8, to one decimal.
@pytest.mark.parametrize(
    ("line", "share"),
    cited(
        [
            ("Firearms licensing", 100.9),
            ("Information management", 22.2),
            ("ICT", 68.2),
            ("Custody", 33.1),
            ("CJ phase 1", 150.0),
            ("Human resources", 0.0),
        ],
        "bch-2018 s6",
    ),
)
def test_share_of_the_forecast_delivered(marts, line, share):
    rows = marts(
        "SELECT round(delivered_pct, 1) FROM marts.business_cases "
        "WHERE force_id = 'cambridgeshire' AND function_name = ?",
        line,
    )
    assert rows == [(share,)]


def test_first_forecast_for_firearms_licensing_rested_on_one_site(marts):
    # bch-2018 section 6.2: £174k on a single site.
    first = (
        "SELECT saving_forecast_original_gbp FROM marts.business_cases WHERE saving_forecast_original_gbp IS NOT NULL"
    )
    assert marts(first) == [(174000,)]


def test_public_contact_was_approved_and_not_implemented(marts):
    # bch-2018 sections 6.7 and 7.2.
    rows = marts(
        "SELECT a.stage, a.is_live, c.saving_forecast_gbp, c.delivered_to_date_gbp, c.outcome_reason IS NOT NULL "
        "FROM marts.agreements a JOIN marts.business_cases c USING (agreement_id) WHERE a.title = 'Public Contact'"
    )
    assert rows == [("approved_not_implemented", False, None, None, True)]


@pytest.mark.parametrize(("year", "thousands"), [*zip(YEARS, (2600, 3526, 4446, 4993, 6151), strict=True)])
def test_benefit_of_a_force_over_all_its_agreements(marts, year, thousands):
    # bch-2018 s5.2, Total annual cumulative. What Cambridgeshire puts in is not printed, so nothing is compared.
    rows = marts(
        "SELECT benefit_gbp, agreements_compared, reported_state FROM variation.force_net_contribution "
        "WHERE force_id = 'cambridgeshire' AND financial_year = ?",
        year,
    )
    assert rows == [(thousands * 1000, 0, "not_reported")]


def test_a_case_that_prints_no_cost_has_no_net_present_value(marts):
    # bch-2018 s6.4: £2,202,000 a year forecast for ICT, approved in October 2015; no cost printed.
    rows = marts(
        "SELECT start_year, npv_gbp, reason_not_appraised, benefits_discounted_gbp "
        "FROM marts.business_case_appraisals WHERE case_id = 'bch-ict-2015' AND scenario = 'as_stated'"
    )
    worth = sum(2_202_000 / 1.035**year for year in range(1, 10))
    assert [row[:3] for row in rows] == [("2015/16", None, "No cost is stated to compare the benefits with.")]
    assert float(rows[0][3]) == pytest.approx(worth, abs=0.5)
