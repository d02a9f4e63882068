"""Two registers with every trap of money over time: files in, tables out, with the values worked out by hand."""

from dataclasses import replace

import duckdb
import numpy_financial
import pytest

from orchestration.intake.receive import receive_landed
from orchestration.matching.match import match_registers
from orchestration.settings import Settings
from orchestration.validation.validate import validate_return
from tests.files import register_row, register_sheets, workbook_bytes
from tests.landed import build_models
from tests.small_hub import AGREEMENT

REGISTER = "collaboration_register"
MODELS = (
    "savings", "memberships", "agreements", "agreement_discrepancies", "business_case_appraisals", "programme_savings",
    "business_case_cash_flows", "withdrawal_costs", "net_contribution", "force_net_contribution",
    "collaboration_network",
)  # fmt: skip
FUNCTIONS = {
    "a": "Legal", "c": "Finance", "d": "Human resources", "e": "Catering", "f": "Mounted police", "g": "Fleet",
    "h": "Estates", "i": "Procurement", "j": "ICT", "k": "Specialist terrain",
}  # fmt: skip
THREE = dict.fromkeys("acdghij", ("Kent", "Essex", "Surrey"))


def table(name, *rows):
    return [register_row(name, **row) for row in rows]


def agreement(key, **changes):
    own = {
        "agreement_id": key,
        "title": f"Unit {key}",
        "programme": f"P{key}",
        "stage": "live",
        "start_date": "2010-04-01",
    }
    return {**AGREEMENT, "style": "joint_initiative", "legal_basis": "s22A", **own, **changes}


def party(key, force, **changes):
    return {"agreement_id": key, "party_name": force, "party_type": "force", "role": "partner", **changes}


def benefit(key, year, forecast=None, delivered=None, **changes):
    own = {"agreement_id": key, "party_name": "Kent", "financial_year": year, "function_name": FUNCTIONS[key]}
    amounts = {"kind": "cashable", "recurrence": "recurrent", "forecast_gbp": forecast, "delivered_gbp": delivered}
    return {**own, **amounts, **changes}


def cost(key, year, kind, amount, status="forecast", force="Kent"):
    return {
        "agreement_id": key, "party_name": force, "financial_year": year, "kind": kind, "amount_gbp": amount,
        "status": status,
    }  # fmt: skip


def case(key, approved, saving, **changes):
    return {
        "case_id": f"{key}-case", "agreement_id": key, "party_name": "Kent", "function_name": FUNCTIONS[key],
        "case_stage": "approved", "approved_date": f"{approved}-06-01", "saving_forecast_gbp": saving, **changes,
    }  # fmt: skip


def about(name, reporter):
    return [
        ["Return", REGISTER], ["Register", name], ["Programme", "Traps"], ["Reporter", reporter],
        ["As at", "2023-03-31"],
    ]  # fmt: skip


def first_register():
    """The hub's register: a letter per trap."""
    profile = [benefit("g", f"{year}/{(year + 1) % 100:02}", 100_000) for year in range(2015, 2025)]
    one_off = {"recurrence": "one_off"}
    return register_sheets(
        about=about("First", "Hub"),
        agreements=table(
            "agreements",
            *[agreement(key) for key in "aefghjk"],
            agreement("c", programme="Pcd", stage="ended", end_date="2014-03-31", stage_reason="did not work"),
            agreement("d", programme="Pcd"),
            agreement("i", lead_force="Kent"),
        ),
        parties=table(
            "parties",
            *[
                party(key, force, role="lead" if (key, force) == ("i", "Kent") else "partner")
                for key, forces in THREE.items()
                for force in forces
            ],
            party("e", "Kent"), party("e", "Sussex"), party("e", "Surrey", joined_date="2029-04-01"),
            party("e", "Essex", left_date="2030-03-31", reason="has said it will go"),
            party("f", "Kent"), party("f", "Essex"), party("f", "Cumbria", joined_date="2010-04-01"),
            party("k", "Kent"), party("k", "Cleveland", joined_date="2012-04-01", reason="joined to share costs"),
        ),
        functions=table(
            "functions",
            *[{"agreement_id": key, "function_name": name, "heading_name": name} for key, name in FUNCTIONS.items()],
        ),
        contributions=table(
            "contributions",
            *[
                {"agreement_id": "a", "party_name": force, "financial_year": "2021/22", "basis": "fixed",
                 "amount_gbp": 1_000_000}
                for force in ("Kent", "Essex")
            ],
        ),
        events=table(
            "events",
            {"agreement_id": "c", "sequence": 1, "event": "commenced", "event_date": "2010-04-01"},
            {"agreement_id": "c", "sequence": 2, "event": "ended", "event_date": "2014-03-31", "reason": "cost"},
            {"agreement_id": "f", "sequence": 1, "event": "commenced", "event_date": "2010-04-01"},
            {"agreement_id": "f", "sequence": 2, "event": "party_left", "event_date": "2012-04-01",
             "party_name": "Cumbria", "reason": "money"},
            {"agreement_id": "f", "sequence": 3, "event": "party_joined", "event_date": "2015-04-01",
             "party_name": "Cumbria", "reason": "again"},
        ),
        benefits=table(
            "benefits",
            benefit("a", "2021/22", 600_000, 600_000, **one_off),
            benefit("a", "2021/22", 400_000, 400_000, party_name="Essex", **one_off),
            benefit("c", "2012/13", 100_000, 100_000),
            benefit("d", "2018/19", 50_000, 50_000),
            benefit("h", "2005/06", 30_000, 30_000), benefit("h", "2028/29", 10_000), benefit("h", "2033/34", 70_000),
            benefit("i", "2019/20", 200_000, 200_000, **one_off),
            benefit("j", "2020/21", 100_000),
            *profile,
        ),
        costs=table(
            "costs",
            cost("g", "2014/15", "set_up", 500_000), cost("h", "2028/29", "set_up", 100_000),
            cost("j", "2020/21", "set_up", 1_000_000), cost("j", "2021/22", "running", 10_000),
            cost("c", "2013/14", "exit", 20_000, status="actual", force=None),
        ),
        business_cases=table(
            "business_cases",
            case("g", 2014, 100_000, optimism_bias_pct=10, appraisal_years=11),
            case("h", 2028, 10_000, appraisal_years=10),
            case("j", 2020, 100_000, optimism_bias_pct=20, appraisal_years=45),
        ),
    )  # fmt: skip


def second_register():
    """A partner's register, which has one saving of the first under another function name and with another amount."""
    return register_sheets(
        about=about("Second", "Essex"),
        agreements=table("agreements", agreement("i", lead_force="Kent")),
        parties=table("parties", party("i", "Kent", role="lead"), party("i", "Essex"), party("i", "Surrey")),
        functions=table("functions", {"agreement_id": "i", "function_name": "Buying", "heading_name": "Procurement"}),
        benefits=table(
            "benefits", benefit("i", "2019/20", 200_000, 180_000, recurrence="one_off", function_name="Buying")
        ),
    )


def load(workspace, *registers):
    """A hub that has received the registers, with the models of money over time built."""
    settings = replace(Settings(workspace=workspace, landing=workspace / "landing"), with_illustrative=True)
    settings.landing.mkdir()
    for number, sheets in enumerate(registers):
        (settings.landing / f"{REGISTER}_{number}.xlsx").write_bytes(workbook_bytes(sheets))
    receive_landed(settings)
    assert set(validate_return(settings, REGISTER).values()) <= {"accepted", "accepted_with_queries"}
    match_registers(settings)
    build_models(settings, MODELS)
    return settings


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    settings = load(tmp_path_factory.mktemp("traps"), first_register(), second_register())
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        yield lambda query, *values: connection.execute(query, list(values)).fetchall()


def npv(flows):
    """Worth in year 0 by a second library: 3.5% to year 30 and 3.0% after (Green Book)."""
    later = numpy_financial.npv(0.03, [0, *flows[31:]]) / 1.035**30
    return numpy_financial.npv(0.035, flows[:31]) + later


def test_profile_of_a_case_is_the_saving_of_each_year(ask):
    """Ten rows "promised for the year" are ten years of 100,000, not a million a year."""
    flows = [-500_000, *[100_000] * 10]
    assert npv(flows) == pytest.approx(331_660.53, abs=0.01)
    ((start, benefits, value),) = ask(
        "SELECT start_year, benefits_gbp, npv_gbp FROM marts.business_case_appraisals "
        "WHERE case_id = 'g-case' AND scenario = 'as_stated'"
    )
    assert (start, benefits) == ("2014/15", 1_000_000)
    assert float(value) == pytest.approx(npv(flows), abs=0.1)


@pytest.mark.parametrize(("scenario", "set_up"), [("as_stated", 1_000_000), ("with_optimism_bias", 1_200_000)])
def test_one_row_runs_to_the_end_of_a_long_appraisal(ask, scenario, set_up):
    flows = [100_000 - set_up, *[90_000] * 44]
    ((value, discounted),) = ask(
        "SELECT npv_gbp, benefits_discounted_gbp FROM marts.business_case_appraisals "
        "WHERE case_id = 'j-case' AND scenario = ?",
        scenario,
    )
    assert float(value) == pytest.approx(npv(flows), abs=0.5)
    assert float(value) == pytest.approx({1_000_000: 1_117_493.30, 1_200_000: 917_493.30}[set_up], abs=0.05)
    assert float(discounted) == pytest.approx(2_341_659.26, abs=0.05)


def test_saving_stops_with_its_agreement(ask):
    years = ask(
        "SELECT financial_year, delivered_in_year_gbp FROM marts.savings "
        "WHERE agreement_id = 'c' AND delivered_in_year_gbp > 0 ORDER BY 1"
    )
    assert years == [("2012/13", 100_000), ("2013/14", 100_000)]
    assert ask(
        "SELECT DISTINCT financial_year FROM variation.net_contribution "
        "WHERE agreement_id = 'c' AND benefit_gbp IS NOT NULL ORDER BY 1"
    ) == [("2012/13",), ("2013/14",)]
    assert ask("SELECT financial_year, exit_cost_gbp FROM marts.programme_savings WHERE exit_cost_gbp IS NOT NULL") == [
        ("2013/14", 20_000)
    ]
    # The other agreement of the programme goes on to the last full year before the date of the register.
    assert ask(
        "SELECT min(financial_year), max(financial_year), count(*) FROM marts.savings "
        "WHERE agreement_id = 'd' AND delivered_in_year_gbp = 50000"
    ) == [("2018/19", "2022/23", 5)]


def test_saving_told_twice_counts_once(ask):
    assert ask(
        "SELECT function_name, delivered_gbp, forecast_gbp FROM marts.savings "
        "WHERE agreement_id = 'i' AND delivered_gbp IS NOT NULL"
    ) == [("Procurement", 200_000, 200_000)]
    assert ask(
        "SELECT value_kept, value_set_aside FROM marts.agreement_discrepancies "
        "WHERE agreement_id = 'i' AND table_name = 'benefits'"
    ) == [("200000.00", "180000.00")]


def test_share_is_withheld_while_a_party_is_silent(ask):
    rows = ask(
        "SELECT force_id, parties_reported, parties_expected, contribution_share_pct, benefit_share_pct, net_gbp, "
        "share_difference_gbp, is_in_totals, left_out_reason FROM variation.net_contribution "
        "WHERE agreement_id = 'a' ORDER BY 1"
    )
    silent = (2, 3, None, None, None, None, False, "2 of 3 parties reported their contributions.")
    assert rows == [("essex", *silent), ("kent", *silent)]
    assert ask("SELECT sum(agreements_compared) FROM variation.force_net_contribution") == [(0,)]


def test_one_off_is_no_yearly_benefit(ask):
    rows = ask(
        "SELECT agreement_id, force_id, yearly_saving_gbp, leaving_outcome, leaving_reason IS NOT NULL "
        "FROM marts.withdrawal_costs WHERE agreement_id IN ('a', 'i') ORDER BY 1, 2"
    )
    assert rows == [(key, force, None, "not_known", True) for key in "ai" for force in ("essex", "kent", "surrey")]


def test_party_is_one_from_joining_to_leaving(ask):
    assert ask(
        "SELECT party_id FROM marts.agreement_parties WHERE agreement_id = 'e' AND is_party_today ORDER BY 1"
    ) == [("essex",), ("kent",), ("sussex",)]
    assert ask("SELECT force_id FROM marts.withdrawal_costs WHERE agreement_id = 'e' ORDER BY 1") == [
        ("essex",), ("kent",), ("sussex",),
    ]  # fmt: skip
    assert ask("SELECT is_party_today, has_left FROM marts.agreement_parties WHERE party_id = 'cleveland'") == [
        (True, False)
    ]
    assert ask(
        "SELECT agreement_id, party_count FROM marts.agreements WHERE agreement_id IN ('e', 'f', 'k') ORDER BY 1"
    ) == [("e", 3), ("f", 3), ("k", 2)]
    years = ask(
        "SELECT financial_year FROM variation.collaboration_network "
        "WHERE force_id = 'cumbria' AND partner_id = 'kent' AND financial_year BETWEEN '2010/11' AND '2016/17' "
        "ORDER BY 1"
    )
    assert [year for (year,) in years] == ["2010/11", "2011/12", "2015/16", "2016/17"]


def test_amounts_in_any_year_are_kept_and_a_case_keeps_its_own(ask):
    named = ask(
        "SELECT financial_year, forecast_gbp FROM marts.savings "
        "WHERE agreement_id = 'h' AND forecast_gbp IS NOT NULL ORDER BY 1"
    )
    assert named == [("2005/06", 30_000), ("2028/29", 10_000), ("2033/34", 70_000)]
    ((start, value),) = ask(
        "SELECT start_year, npv_gbp FROM marts.business_case_appraisals "
        "WHERE case_id = 'h-case' AND scenario = 'as_stated'"
    )
    assert start == "2028/29"
    flows = [10_000 - 100_000, *[10_000] * 4, *[70_000] * 5]
    assert float(value) == pytest.approx(npv(flows), abs=0.1)


def test_what_derives_from_savings_adds_up_to_them(ask):
    """Programme totals are the sums of the rows of the files, worked out from the rows above."""
    assert ask(
        "SELECT financial_year, cumulative_recurrent_gbp FROM marts.programme_savings "
        "WHERE programme = 'Pcd' AND party_id = 'kent' AND cumulative_recurrent_gbp > 0 ORDER BY 1"
    ) == [("2012/13", 100_000), ("2013/14", 100_000), *[(f"20{y}/{y + 1}", 50_000) for y in range(18, 23)]]
