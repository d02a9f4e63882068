"""National tables as lists of cells: one current edition per year, and what an edition must say of itself."""

import csv
import io

import pytest

from tests.small_hub import FORCES

VALUE_FOR_MONEY = ("Edition", "Financial year", "Sheet", "Sheet row", "Label", "Detail", "Force", "Amount")
FUNCTIONS = (
    "As at 31 March", "Framework", "Worker type", "Sheet", "Sheet row", "Function code", "Label", "Force", "FTE",
)  # fmt: skip


def text(headings, rows):
    out = io.StringIO()
    csv.writer(out).writerows([headings, *rows])
    return out.getvalue().encode()


def money(year="2017/18", edition="2017", amount="1234.5", forces=FORCES):
    return text(
        VALUE_FOR_MONEY, [[edition, year, "10_NRE", 4, "TOTAL LOCAL POLICING*", "", force, amount] for force in forces]
    )


def people(*years, framework="poa", forces=(*FORCES, "England and Wales")):
    rows = [
        [year, framework, "PCSO", f"F{year}", 5, "1", "Local Policing", force, "2.5"]
        for year in years
        for force in forces
    ]
    return text(FUNCTIONS, rows)


def series(hub):
    return hub.ask("SELECT file_name, status, financial_year, variant, edition FROM ledger.submissions ORDER BY 1")


def test_a_later_edition_of_a_year_replaces_the_earlier_one(hub):
    assert hub.receive("first.csv", money()) == "accepted"
    assert hub.receive("other_year.csv", money("2016/17", "2016")) == "accepted"
    assert hub.receive("second.csv", money(edition="2018", amount="1235")) == "accepted"
    assert series(hub) == [
        ("first.csv", "superseded", "2017/18", "value_for_money_poa", "2017"),
        ("other_year.csv", "accepted", "2016/17", "value_for_money_poa", "2016"),
        ("second.csv", "accepted", "2017/18", "value_for_money_poa", "2018"),
    ]


def test_an_earlier_edition_that_comes_later_is_kept_as_history(hub):
    hub.receive("second.csv", money(edition="2018"))
    assert hub.receive("first.csv", money(edition="2017", amount="1")) == "superseded"


def test_a_list_of_two_years_counted_at_is_of_the_later_year_and_of_its_list_of_functions(hub):
    assert hub.receive("both.csv", people(2015, 2016)) == "accepted"
    assert hub.receive("old.csv", people(2016, framework="functions_2012")) == "accepted"
    assert series(hub) == [
        ("both.csv", "accepted", "2015/16", "poa", None),
        ("old.csv", "accepted", "2015/16", "functions_2012", None),
    ]


@pytest.mark.parametrize("content", [money(""), money("2017"), money("1917/18")])
def test_an_edition_without_a_year_is_rejected(hub, content):
    assert hub.receive("list.csv", content) == "rejected"
    assert ("R17",) in hub.ask("SELECT rule_id FROM ledger.findings")


def test_an_edition_of_two_years_is_rejected(hub):
    both = money() + money("2016/17").split(b"\n", 1)[1]
    assert hub.receive("list.csv", both) == "rejected"
    assert hub.ask("SELECT value_given FROM ledger.findings WHERE rule_id = 'R17'") == [("2016/17 and 2017/18",)]


def test_a_missing_force_is_asked_about_by_name(hub):
    assert hub.receive("list.csv", money(forces=FORCES[1:])) == "accepted_with_queries"
    ((sentence,),) = hub.ask("SELECT sentence FROM ledger.findings")
    assert "avon-and-somerset" in sentence.lower() or "Avon and Somerset" in sentence


def test_a_force_that_is_doubled_is_rejected(hub):
    assert hub.receive("list.csv", money(forces=[*FORCES, FORCES[0]])) == "rejected"
    assert {each for (each,) in hub.ask("SELECT rule_id FROM ledger.findings")} == {"R08"}


def test_a_dash_is_not_reported_and_never_nil(hub):
    assert hub.receive("list.csv", money(amount="-")) == "accepted"
    cells = hub.ask("SELECT DISTINCT amount, amount__value, amount__missing FROM raw.value_for_money_poa__cells")
    assert cells == [("-", None, "not_reported")]
