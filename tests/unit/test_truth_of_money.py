"""The truth about money over time, on examples worked by hand and against numpy-financial."""

import datetime
import random
from fractions import Fraction

import numpy_financial
import pytest

from orchestration.settings import Settings
from orchestration.synthetic_data.forces import ForceSize
from orchestration.synthetic_data.national_set import LAST_YEAR, filled_registers
from orchestration.synthetic_data.registers import Reported
from orchestration.synthetic_data.stays import Stay, is_party_of_year, is_party_on
from orchestration.synthetic_data.truth import truth_of
from orchestration.synthetic_data.truth_of_money import (
    Leaving,
    discount_factor,
    leaving,
    net_present_value,
    present_value,
    savings_by_year,
)
from orchestration.synthetic_data.truth_over_time import over_time
from orchestration.synthetic_data.venture_rows import venture_rows
from orchestration.synthetic_data.ventures import Case, Cost, Venture

KENT, ESSEX, CUMBRIA = (ForceSize(each, each.title(), "South East", 0, {}, 0) for each in ("kent", "essex", "cumbria"))


def unit(**facts):
    """A joint initiative of three forces since 2010/11."""
    return Venture(
        "unit", 1, "Unit", "South East", "P", "joint_initiative", "s22A", "sub_regional", "Fleet",
        (KENT, ESSEX, CUMBRIA), "live", 2022, 2010, 12, **facts,
    )  # fmt: skip


def case(year_zero, years, saving=100_000, bias=None):
    return Case(1, "kent", year_zero, True, years, saving, saving, 900_000, None, bias)


def day(text):
    return datetime.date.fromisoformat(text)


def amounts(venture, party="kent", forecast_to=2016, delivered_to=2014):
    return [
        (each.year, each.recurrence, each.forecast, each.delivered)
        for each in savings_by_year(venture, party, forecast_to, delivered_to)
    ]


def test_ten_years_of_the_same_saving_are_not_added_up():
    ten_years = unit(
        forecasts={"kent": dict.fromkeys(range(2015, 2025), 100_000)},
        costs=(Cost("kent", 2014, "set_up", 500_000, "forecast"),),
    )
    assert float(net_present_value(ten_years, case(2014, 11))) == pytest.approx(331_660.53, abs=0.01)


def test_a_long_appraisal_changes_its_rate_after_thirty_years():
    long = unit(
        forecasts={"kent": {2020: 100_000}},
        costs=(
            Cost("kent", 2020, "set_up", 1_000_000, "forecast"), Cost("kent", 2021, "running", 10_000, "forecast"),
        ),
    )  # fmt: skip
    # To 2 pence: those who worked it by hand rounded each of the 45 years to a penny.
    assert float(net_present_value(long, case(2020, 45, bias=20))) == pytest.approx(1_117_493.30, abs=0.02)
    assert float(net_present_value(long, case(2020, 45, bias=20), True)) == pytest.approx(917_493.30, abs=0.02)


@pytest.mark.parametrize("years", [1, 12, 31])
def test_present_values_are_those_of_numpy_financial(years):
    source = random.Random(years)
    flows = [source.randint(-90_000, 90_000) for _ in range(years)]
    assert float(present_value(flows)) == pytest.approx(numpy_financial.npv(0.035, flows), abs=0.005)


def test_discount_factors_run_through_each_rate_in_turn():
    assert discount_factor(0) == 1
    assert float(discount_factor(31)) == pytest.approx(1.035**-30 / 1.03)
    assert float(discount_factor(76)) == pytest.approx(1.035**-30 * 1.03**-45 / 1.025)


def test_a_case_without_rows_saves_from_the_year_after_year_0_until_the_agreement_ends():
    stated = unit(
        costs=(Cost("kent", 2010, "set_up", 50_000, "forecast"), Cost("kent", 2011, "exit", 7_000, "forecast")),
        end=day("2013-03-31"),
    )
    wanted = numpy_financial.npv(0.035, [-50_000, 100_000, 100_000 - 7_000, 0])
    assert float(net_present_value(stated, case(2010, 4))) == pytest.approx(wanted, abs=0.005)
    assert net_present_value(unit(), case(2010, 4)) is None  # no cost is stated
    assert net_present_value(unit(), case(2010, 4, saving=None)) is None


def test_a_recurrent_saving_goes_on_at_its_level_and_stops_with_the_agreement():
    levels = {"kent": {2012: 100, 2014: 250}}
    running = unit(forecasts=levels, delivered={"kent": {2012: 90}})
    assert amounts(running) == [
        (2012, "recurrent", 100, 90), (2013, "recurrent", 100, 90), (2014, "recurrent", 250, 90),
        (2015, "recurrent", 250, None), (2016, "recurrent", 250, None),
    ]  # fmt: skip
    # On 31 March the year still counts; a day before it does not.
    for end, counted in (("2015-03-31", [2012, 2013, 2014]), ("2015-03-30", [2012, 2013])):
        ended = amounts(unit(forecasts=levels, end=day(end)))
        assert [year for year, _, forecast, _ in ended if forecast] == counted
        assert {forecast for year, _, forecast, _ in ended if year not in counted} == {0}


def test_a_one_off_counts_in_its_year_alone():
    assert amounts(unit(one_offs={"kent": {2013: (60, 55)}})) == [(2013, "one_off", 60, 55)]
    gone = unit(one_offs={"kent": {2013: (60, 55)}}, stays={"kent": (Stay(to_date=day("2013-04-01")),)})
    assert amounts(gone) == [(2013, "one_off", 0, 0)]


def test_a_party_that_left_and_came_back_saves_nothing_in_between():
    stays = (Stay(to_date=day("2012-04-01")), Stay(from_date=day("2015-04-01")))
    back = unit(forecasts={"cumbria": {2011: 40}}, stays={"cumbria": stays})
    assert [each[2] for each in amounts(back, "cumbria")] == [40, 0, 0, 0, 40, 40]
    assert [is_party_of_year(stays, year) for year in range(2011, 2017)] == [True, False, False, False, True, True]


def test_a_stay_ends_on_the_day_of_leaving():
    left = (Stay(to_date=day("2022-03-31")),)
    assert [is_party_on(left, day(each)) for each in ("2022-03-30", "2022-03-31")] == [True, False]
    assert is_party_of_year(left, 2021) and not is_party_of_year(left, 2022)
    joins = (Stay(from_date=day("2029-04-01")),)
    assert [is_party_on(joins, day(each)) for each in ("2029-03-31", "2029-04-01")] == [False, True]


EXIT = (Cost("kent", 2020, "exit", 900, "forecast"),)
WHOLE = (Cost(None, 2020, "exit", 900, "forecast"),)


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        # Contribution, share, notice, exit rule, costs, cost alone, recurrent saving.
        ((100, None, 6, "shared", EXIT, 40, None), Leaving("after_years", 900, -60, 15, "")),
        ((100, None, 6, "shared", EXIT, 100, 7), Leaving("never", 900, 0, None, "")),
        ((100, Fraction(1, 3), 6, "shared", WHOLE, 40, None), Leaving("after_years", 300, -60, 5, "")),
        ((100, None, 6, "terminator_pays", WHOLE, 40, 7), Leaving("after_years", 900, -60, 15, "")),
        ((100, None, 6, "shared", WHOLE, 40, None), Leaving("after_years", 50, -60, Fraction(5, 6), "")),
        ((100, None, None, "shared", (), 40, None), Leaving("not_known", None, -60, None, "cost of leaving")),
        ((100, None, 6, "shared", (), None, 7), Leaving("never", 50, 7, None, "")),
        ((100, None, 6, "shared", (), None, None), Leaving("not_known", 50, None, None, "saving")),
        ((None, None, 6, "shared", EXIT, 40, None), Leaving("not_known", 900, None, None, "contribution")),
    ],
)  # fmt: skip
def test_leaving_pays_after_years_or_never_or_is_not_known(facts, wanted):
    contribution, share, notice, rule, costs, alone, recurrent = facts
    assert leaving(contribution, share, notice, rule, costs, "kent", alone, recurrent) == wanted


def test_a_silent_party_leaves_the_others_without_shares():
    told = unit(
        shares={2021: {"kent": 5000, "essex": 3000, "cumbria": 2000}, 2022: {"kent": 6000, "essex": 4000}}, cost=1000,
        silent=frozenset({(2021, "essex")}), stays={"cumbria": (Stay(to_date=day("2022-03-31")),)},
    )  # fmt: skip
    report = Reported(told, None, "region", told.key, venture_rows(told, told.key, told.title, told.function))
    truth = over_time({told.key: [report]})
    columns = ("financial_year", "party", "amount_gbp", "share_pct")
    assert [tuple(each[column] for column in columns) for each in truth["put_in"]] == [
        ("2021/22", "kent", 500, None), ("2021/22", "cumbria", 200, None),
        ("2022/23", "kent", 600, 60), ("2022/23", "essex", 400, 40),
    ]  # fmt: skip
    assert [(each["parties_expected"], each["parties_reported"], each["silent"]) for each in truth["silent"]] == [
        (3, 2, ["essex"]), (2, 2, []),
    ]  # fmt: skip
    assert {each["as_at"]: each["parties"] for each in truth["parties"]}["2022-03-31"] == ["essex", "kent"]
    # The benefit of staying is not known, and Cumbria has left.
    assert [(each["party"], each["outcome"]) for each in truth["leaving"]] == [
        ("kent", "not_known"), ("essex", "not_known"),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def national(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hub")
    settings = Settings(workspace=folder, landing=folder / "landing")
    reports, _ = filled_registers(settings, 43, LAST_YEAR, 1)
    return {each.venture.key: each.venture for each in reports}, truth_of(reports)["over_time"]


def test_the_national_set_has_each_outcome_of_leaving(national):
    _, truth = national
    outcomes = {(each["outcome"], each["not_known"]) for each in truth["leaving"]}
    assert outcomes == {
        ("after_years", ""), ("never", ""), ("not_known", "saving"), ("not_known", "contribution"),
        ("not_known", "cost of leaving"),
    }  # fmt: skip
    below = [each["is_cost_alone_below_contribution"] for each in truth["leaving"]]
    assert any(below) and not all(below)
    assert any(each["has_announced_leaving"] for each in truth["leaving"])


def test_the_national_set_has_each_kind_of_life_and_amount(national):
    ventures, truth = national
    stays = [stay for each in ventures.values() for stay in each.stays.values()]
    assert any(len(each) == 2 for each in stays) and any(each[0].from_date for each in stays)
    assert {each.amount_is for each in ventures.values() if each.forecasts} == {"new_from_year", "in_year"}
    assert any(each.end and each.forecasts for each in ventures.values())
    assert any(each.left and each.left.force_id in each.forecasts for each in ventures.values())
    assert {each["recurrence"] for each in truth["savings"]} == {"recurrent", "one_off"}
    years = {year for each in ventures.values() for levels in each.forecasts.values() for year in levels}
    assert {2005, 2024} <= years
    assert any(each["silent"] for each in truth["silent"])
    assert 0 < sum(each["npv_gbp"] is None for each in truth["cases"]) < len(truth["cases"]) / 4
    # A clean set plants nothing: a case states what its rows add up to.
    assert all(each["saving_stated_gbp"] == each["saving_of_rows_gbp"] for each in truth["cases"]
               if each["saving_of_rows_gbp"])  # fmt: skip


def test_cases_that_differ_from_their_rows_are_planted_on_request_alone(tmp_path):
    settings = Settings(workspace=tmp_path, landing=tmp_path / "landing")
    reports, _ = filled_registers(settings, 43, LAST_YEAR, 1, disagreements=True)
    cases = truth_of(reports)["over_time"]["cases"]
    planted = [each for each in cases if each["saving_of_rows_gbp"]
               and each["saving_stated_gbp"] != each["saving_of_rows_gbp"]]  # fmt: skip
    assert 0 < len(planted) < len(cases) / 10
    assert any(each.venture.too_late for each in reports)
    assert any(each.venture.amount_is is None for each in reports if each.venture.forecasts)
