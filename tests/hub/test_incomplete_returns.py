"""Returns that are incomplete in the ways forces send them: what is missing is missing, and what is zero is zero."""

import duckdb
import pytest

from tests.conftest import PUBLISHED
from tests.landed import build_models
from tests.returns import EXPENDITURE_LINES, HEADINGS, expenditure, whole_expenditure
from tests.small_hub import SmallHub

FORCES = ("Essex", "Surrey", "Sussex", "Dorset", "Norfolk", "Suffolk")
SUPPLIES = {force: 100_000 * place for place, force in enumerate(FORCES, start=1)}
PAY = 6_500_000
ROADS, CRIME, VICTIMS = "Road policing", "Intelligence", "Public protection"
IDS = {ROADS: "road-policing", CRIME: "intelligence", VICTIMS: "public-protection"}
YEAR = "2022/23"
SUMS = ("gross_expenditure_gbp", "earned_income_gbp", "net_revenue_expenditure_gbp")


def with_cells(force, cells):
    """A return in which every amount of a heading is the cell given for it."""
    lines = dict.fromkeys(EXPENDITURE_LINES, 0) | {"police_officer_pay_gbp": PAY}
    sound = {**lines, "gross_expenditure_gbp": PAY, "earned_income_gbp": 0, "net_revenue_expenditure_gbp": PAY}
    rows = [
        {
            "heading_name": name,
            **(dict.fromkeys((*EXPENDITURE_LINES, *SUMS), cells[name]) if name in cells else sound),
        }
        for name in HEADINGS
    ]
    return expenditure(*rows, force=force)


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    files = {
        name: (PUBLISHED / name).read_bytes()
        for name in ("lad23-csp23-pfa23-lookup.csv", "lad23-mid-year-population-2011-2023.xlsx")
    }
    for force in FORCES:
        changes = {name: {"supplies_and_services_gbp": SUPPLIES[force]} for name in HEADINGS}
        files[f"e_{force}.xlsx"] = whole_expenditure(changes, force=force)
    files["e_Kent.xlsx"] = whole_expenditure({ROADS: None}, force="Kent")
    files["e_Merseyside.xlsx"] = with_cells("Merseyside", {ROADS: "n/a", CRIME: 0, VICTIMS: None})
    hub = SmallHub(tmp_path_factory.mktemp("incomplete"))
    hub.receive_all(files)
    build_models(hub.settings, ("national_summary", "force_position", "functions_by_poa_heading"))
    with duckdb.connect(str(hub.settings.warehouse), read_only=True) as connection:
        yield lambda query, *values: connection.execute(query, list(values)).fetchall()


def state(ask, force, heading):
    return ask(
        "SELECT DISTINCT reported_state, value FROM variation.force_position WHERE measure_id = 'nre_per_head' "
        "AND force_id = ? AND heading_id = ? AND financial_year = ?",
        force, heading, YEAR,
    )  # fmt: skip


def test_heading_that_a_force_leaves_out_is_not_reported_and_neither_is_its_total(ask):
    assert state(ask, "kent", IDS[ROADS]) == [("not_reported", None)]
    assert state(ask, "kent", "all-functions") == [("not_reported", None)]
    ((found, value),) = state(ask, "kent", IDS[CRIME])
    assert found == "reported" and value > 0


def test_not_applicable_zero_and_blank_are_three_things(ask):
    assert state(ask, "merseyside", IDS[ROADS]) == [("not_provided", None)]
    assert state(ask, "merseyside", IDS[CRIME]) == [("reported", 0)]
    assert state(ask, "merseyside", IDS[VICTIMS]) == [("not_reported", None)]
    assert state(ask, "merseyside", "all-functions") == [("not_reported", None)]


@pytest.mark.parametrize(("heading", "kent", "merseyside"), [(ROADS, None, None), (CRIME, PAY + 100_000, 0)])
def test_averages_are_those_of_the_forces_that_reported(ask, heading, kent, merseyside):
    people = dict(
        ask("SELECT DISTINCT force_id, population FROM marts.functions_by_poa_heading WHERE financial_year = ?", YEAR)
    )
    spent = {force.lower(): PAY + SUPPLIES[force] for force in FORCES}
    spent |= {force: amount for force, amount in (("kent", kent), ("merseyside", merseyside)) if amount is not None}
    ((average, reporting),) = ask(
        "SELECT average_value, forces_reporting FROM variation.national_summary WHERE measure_id = 'nre_per_head' "
        "AND heading_id = ? AND financial_year = ? AND average_method = 'weighted_all'",
        IDS[heading], YEAR,
    )  # fmt: skip
    assert reporting == len(spent)
    assert average == pytest.approx(sum(spent.values()) / sum(people[force] for force in spent))
