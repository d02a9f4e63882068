"""Benefits, costs, appraisal and net contribution from a small register, against a second implementation."""

import numpy_financial
import pytest

from tests.landed import built

MODELS = (
    "business_case_appraisals", "withdrawal_costs", "force_net_contribution", "force_savings_share",
    "programme_savings", "average_people_costs",
)  # fmt: skip
YEAR = "2016/17"
HEADINGS = (
    "Local policing", "Dealing with the public", "Criminal justice arrangements", "Road policing",
    "Operational support", "Intelligence", "Investigations", "Public protection", "Investigative support",
    "National policing", "Support functions", "Police and Crime Commissioner / local policing body", "Central costs",
)  # fmt: skip
CITED = {"source_document": "d", "source_place": "p"}

# The case of Kent on ICT, year by year: 40 years from 2015/16, so that the rate changes on the way.
YEARS = 40
COSTS = [1_000_000 + 50_000, *[10_000] * (YEARS - 1)]
BENEFITS = [0, 60_000 + 5_000, *[60_000 + 20_000] * (YEARS - 2)]
BIAS = 0.2 * (1_000_000 + 50_000)


def land_returns(landing):
    spent = landing.submission("expenditure", "kent", YEAR, variant="estimate")
    landing.rows(
        spent, "expenditure", "functions",
        *[{"heading_name": each, "police_officer_pay_gbp": 50_000, "gross_expenditure_gbp": 50_000,
           "earned_income_gbp": 0, "net_revenue_expenditure_gbp": 50_000} for each in HEADINGS],
    )  # fmt: skip
    people = landing.submission("workforce", "kent", YEAR)
    landing.rows(
        people, "workforce", "functions", *[{"heading_name": each, "police_officer_fte": 1} for each in HEADINGS]
    )
    savings = landing.submission("savings_requirement", "kent", YEAR)
    landing.rows(savings, "savings_requirement", "about", {"item": "Spending review", "value": "2015"})
    landing.rows(
        savings, "savings_requirement", "savings",
        {"amount_name": "Savings required", "amount_gbp": 500_000},
        {"amount_name": "Of planned: by collaboration", "amount_gbp": 40_000},
    )  # fmt: skip


def land_register(landing):
    register = landing.submission("collaboration_register", None, None, form_id="register", variant="X")

    def rows(table, *given):
        landing.rows(register, "collaboration_register", table, *[{**CITED, **row} for row in given])

    agreement = {"title": "X", "programme": "P", "style": "not_stated", "legal_basis": "s22A", "scale": "bilateral"}
    rows(
        "agreements",
        {"agreement_id": "it", **agreement, "stage": "live", "exit_rule": "terminator_pays", "notice_months": 12},
        {"agreement_id": "dogs", **agreement, "stage": "live", "exit_rule": "none_stated", "notice_months": 6},
        {"agreement_id": "plan", **agreement, "stage": "full_business_case"},
    )
    for agreement_id in ("it", "dogs"):
        party = {"agreement_id": agreement_id, "party_type": "force", "role": "partner"}
        rows("parties", {**party, "party_name": "Kent"}, {**party, "party_name": "Essex"})
    rows(
        "business_cases",
        {"case_id": "long", "agreement_id": "it", "party_name": "Kent", "function_name": "ICT",
         "case_stage": "approved", "approved_date": "2015-06-30", "capital_cost_gbp": 1_000_000,
         "optimism_bias_pct": 20, "appraisal_years": YEARS},
        {"case_id": "alone", "agreement_id": "dogs", "party_name": "Kent", "function_name": "Dogs",
         "case_stage": "not_stated", "budget_year": YEAR, "budget_without_collaboration_gbp": 60_000},
        {"case_id": "short", "agreement_id": "plan", "function_name": "Fleet", "case_stage": "full_business_case",
         "budget_year": YEAR, "saving_forecast_gbp": 25_000, "capital_cost_gbp": 400_000},
        {"case_id": "costless", "agreement_id": "plan", "party_name": "Kent", "function_name": "Estates",
         "case_stage": "scoping", "budget_year": YEAR, "saving_forecast_gbp": 25_000},
    )  # fmt: skip
    benefit = {"agreement_id": "it", "party_name": "Kent", "function_name": "ICT", "financial_year": YEAR}
    recurrent = {**benefit, "kind": "cashable", "recurrence": "recurrent", "amount_is": "new_from_year"}
    rows(
        "benefits",
        {**recurrent, "forecast_gbp": 60_000, "delivered_gbp": 50_000},
        {**recurrent, "financial_year": "2017/18", "forecast_gbp": 20_000},
        {**recurrent, "recurrence": "one_off", "forecast_gbp": 5_000},
        {**recurrent, "kind": "service", "forecast_gbp": 3_000},
        {**recurrent, "function_name": "Phones", "delivered_gbp": 9_000, "reinvested_in": "Vans"},
        {**recurrent, "party_name": "Essex", "delivered_gbp": 150_000},
    )
    cost = {"agreement_id": "it", "party_name": "Kent", "status": "forecast"}
    rows(
        "costs",
        {**cost, "financial_year": "2015/16", "kind": "set_up", "amount_gbp": 50_000},
        {**cost, "financial_year": "2015/16", "kind": "set_up", "amount_gbp": 99_999, "status": "actual"},
        {**cost, "financial_year": YEAR, "kind": "running", "amount_gbp": 10_000},
        {**cost, "financial_year": YEAR, "kind": "change_team", "amount_gbp": 7_777},
        {**cost, "party_name": None, "financial_year": "2020/21", "kind": "exit", "amount_gbp": 600_000},
    )
    given = {"financial_year": YEAR, "basis": "agreed"}
    rows(
        "contributions",
        {"agreement_id": "it", "party_name": "Kent", **given, "amount_gbp": 200_000},
        {"agreement_id": "it", "party_name": "Kent", **given, "basis": "in_kind", "officer_fte": 2},
        {"agreement_id": "it", "party_name": "Kent", **given, "basis": "external_grant", "amount_gbp": 999},
        {"agreement_id": "it", "party_name": "Essex", **given, "amount_gbp": 150_000},
        {"agreement_id": "dogs", "party_name": "Kent", **given, "amount_gbp": 80_000},
        {"agreement_id": "dogs", "party_name": "Essex", **given, "amount_gbp": 20_000},
    )
    used = {"agreement_id": "dogs", "financial_year": YEAR, "usage_measure": "deployments"}
    rows("usage", {**used, "party_name": "Kent", "quantity": 30}, {**used, "party_name": "Essex", "quantity": 70})


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """The marts of the register and returns above."""
    with built(tmp_path_factory.mktemp("money"), (land_returns, land_register), MODELS) as connection:
        yield lambda query, *values: connection.execute(query, list(values)).fetchall()


def worth(flows):
    """Worth in year 0 at 3.5 per cent to year 30 and 3 per cent after (Green Book)."""
    later = numpy_financial.npv(0.03, [0, *flows[31:]]) / 1.035**30
    return numpy_financial.npv(0.035, flows[:31]) + later


def appraisal(ask, columns, case, scenario="as_stated"):
    ((*found,),) = ask(
        f"SELECT {columns} FROM marts.business_case_appraisals WHERE case_id = ? AND scenario = ?", case, scenario
    )
    return found


@pytest.mark.parametrize(("scenario", "bias"), [("as_stated", 0), ("with_optimism_bias", BIAS)])
def test_net_present_value_is_that_of_a_second_implementation(ask, scenario, bias):
    costs = [COSTS[0] + bias, *COSTS[1:]]
    net = [benefit - cost for benefit, cost in zip(BENEFITS, costs, strict=True)]
    value, ratio, added, reason = appraisal(
        ask, "npv_gbp, benefit_cost_ratio, optimism_bias_gbp, reason_not_appraised", "long", scenario
    )
    assert float(value) == pytest.approx(worth(net), abs=0.5)  # each of 80 rounded amounts is within half a penny
    assert ratio == pytest.approx(worth(BENEFITS) / worth(costs))
    assert (added, reason) == (bias, None)


def test_a_case_pays_back_in_the_year_its_discounted_sum_stays_above_nought(ask):
    net = [benefit - cost for benefit, cost in zip(BENEFITS, COSTS, strict=True)]
    first = next(year for year in range(YEARS) if worth(net[: year + 1]) >= 0)
    (year,) = appraisal(ask, "payback_year", "long")
    assert year == f"{2015 + first}/{(2016 + first) % 100:02}"
    assert appraisal(ask, "npv_gbp < 0, payback_year", "short") == [True, None]


def test_the_years_of_a_case_add_up_to_its_appraisal(ask):
    years = ask(
        "SELECT count(*), min(financial_year), max(financial_year), sum(discounted_net_gbp), sum(other_benefit_gbp), "
        "count(*) FILTER (is_running_cost_carried_on) FROM marts.business_case_cash_flows "
        "WHERE case_id = 'long' AND scenario = 'as_stated'"
    )
    (value,) = appraisal(ask, "npv_gbp", "long")
    assert years == [(YEARS, "2015/16", "2054/55", value, 3_000 * (YEARS - 1), YEARS - 2)]


def test_assumptions_stand_beside_the_result(ask):
    columns = "start_year, start_year_basis, appraisal_years, appraisal_years_basis, benefits_found_from"
    assert appraisal(ask, columns, "long") == ["2015/16", "approved_date", YEARS, "case", "benefits_by_year"]
    assert appraisal(ask, columns, "short") == [YEAR, "budget_year", 10, "setting", "saving_forecast"]
    saved = worth([-400_000, *[25_000] * 9])
    assert float(appraisal(ask, "npv_gbp", "short")[0]) == pytest.approx(saved, abs=0.5)


def test_a_case_without_costs_has_no_net_present_value(ask):
    value, benefits, reason = appraisal(ask, "npv_gbp, benefits_discounted_gbp, reason_not_appraised", "costless")
    assert value is None and float(benefits) == pytest.approx(worth([0, *[25_000] * 9]), abs=0.5)
    assert reason == "No cost is stated to compare the benefits with."
    value, reason = appraisal(ask, "npv_gbp, reason_not_appraised", "short", "with_optimism_bias")
    assert value is None and "states no optimism bias" in reason


def test_what_a_force_puts_in_and_gets_out(ask):
    rows = ask(
        "SELECT agreement_id, value_put_in_gbp, contributed_people_gbp, contribution_share_pct, benefit_share_basis, "
        "benefit_share_pct, share_difference_gbp FROM variation.net_contribution "
        "WHERE force_id = 'kent' AND financial_year = ? ORDER BY agreement_id",
        YEAR,
    )
    assert rows == [
        ("dogs", 80_000, None, pytest.approx(80), "usage", pytest.approx(30), -50_000),
        ("it", 300_000, 100_000, pytest.approx(200 / 3), "benefit", pytest.approx(25), -187_500),
    ]
    ((agreements, compared, share, difference),) = ask(
        "SELECT agreements, agreements_compared, contribution_share_pct, share_difference_gbp "
        "FROM variation.force_net_contribution WHERE force_id = 'kent' AND financial_year = ?",
        YEAR,
    )
    assert (agreements, compared, difference) == (2, 2, -237_500)
    assert share == pytest.approx(100 * 380 / 550)


def test_gains_and_losses_of_all_forces_cancel(ask):
    assert ask("SELECT sum(share_difference_gbp) FROM variation.net_contribution") == [(0,)]


def test_leaving_is_weighed_against_staying(ask):
    rows = ask(
        "SELECT agreement_id, cost_of_leaving_gbp, leaving_basis, net_yearly_benefit_gbp, staying_basis, "
        "years_until_leaving_pays, leaving_outcome FROM marts.withdrawal_costs WHERE force_id = 'kent' ORDER BY 1"
    )
    assert rows == [
        ("dogs", 40_000, "notice_period", -20_000, "own_cost_less_contribution", 2.0, "after_years"),
        ("it", 600_000, "exit_cost_whole", 50_000, "saving_stated", None, "never"),
    ]


def test_what_is_reinvested_comes_off_no_budget(ask):
    rows = ask(
        "SELECT delivered_gbp, reinvested_gbp, change_team_cost_gbp, change_team_cost_forecast_gbp "
        "FROM marts.programme_savings WHERE force_id = 'kent' AND financial_year = ?",
        YEAR,
    )
    assert rows == [(50_000, 9_000, None, 7_777)]


def test_savings_over_the_requirement_by_return_and_by_register(ask):
    rows = ask("SELECT basis, share_pct FROM marts.force_savings_share WHERE area_id = 'kent'")
    assert dict(rows) == {
        "planned_in_return": pytest.approx(8),
        "forecast_in_register": pytest.approx(17),
        "delivered_in_register": pytest.approx(10),
    }
