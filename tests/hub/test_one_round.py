"""A file with mistakes of every layer: all of them come back in one round, and none that only follows from another."""

import pytest

from tests.cross_return_cases import home_office, national_tables
from tests.files import text_bytes, workbook_bytes
from tests.returns import (
    HEADINGS,
    about,
    expenditure,
    spending,
    table_rows,
    whole_expenditure,
    whole_workforce,
    workforce,
)
from tests.small_hub import SmallHub

ROADS, CUSTODY, INTELLIGENCE, LOCAL = "Road policing", "Custody", "Intelligence", "Local policing"
WRONG_SUM = {"gross_expenditure_gbp": 5000}


@pytest.fixture
def hub(tmp_path):
    return SmallHub(tmp_path)


def codes(hub):
    return {rule_id for (rule_id,) in hub.ask("SELECT DISTINCT rule_id FROM ledger.findings")}


def places(hub):
    return set(hub.ask("SELECT rule_id, cell FROM ledger.findings"))


def spent(*rows, extra=(), sheet="Expenditure", renamed=(), without=(), **items):
    """An expenditure return whose headings are changed: columns added, renamed or taken out."""
    table = table_rows("expenditure", "functions", rows)
    kept = [at for at, heading in enumerate(table[0]) if heading not in without]
    table = [[row[at] for at in kept] for row in table]
    table[0] = [dict(renamed).get(heading, heading) for heading in table[0]]
    for heading in extra:
        table = [[*row, heading if number == 0 else "see email"] for number, row in enumerate(table)]
    return workbook_bytes({"About": about("expenditure", Basis="outturn", **items), sheet: table})


def test_reading_structure_values_and_sums_come_together(hub):
    content = spent(
        spending(LOCAL, **WRONG_SUM), spending("Custdy"), spending(ROADS, premises_gbp="1.2m"),
        spending(INTELLIGENCE, in_collaboration_gbp=10**9), extra=("Notes",), Completed_on="yesterday",
    )  # fmt: skip
    assert hub.receive("expenditure_kent.xlsx", content) == "rejected"
    assert {"S10", "V05", "EX01", "V02", "V03", "EX04"} <= codes(hub)


def test_a_file_without_force_and_year_is_checked_as_well(hub):
    content = workforce({"heading_name": LOCAL, "police_officer_fte": "lots"}, force="Kentt", year="2022")
    assert hub.receive("workforce.xlsx", content) == "rejected"
    assert {"R02", "R17", "V03"} <= codes(hub)


def test_a_missing_column_is_told_once_and_sums_over_it_are_not_checked(hub):
    content = spent(
        spending(LOCAL, **WRONG_SUM), spending(ROADS, net_revenue_expenditure_gbp=1), without=("Premises (£)",)
    )
    assert hub.receive("expenditure_kent.xlsx", content) == "rejected"
    assert "S05" in codes(hub) and "EX01" not in codes(hub)
    assert "EX03" in codes(hub)


def test_cells_under_a_misspelt_heading_are_checked(hub):
    content = spent(spending(LOCAL, premises_gbp="lots"), renamed=(("Premises (£)", "Premisis (£)"),))
    assert hub.receive("expenditure_kent.xlsx", content) == "rejected"
    assert {"S05", "S10", "V03"} <= codes(hub)


def test_a_sheet_under_another_name_is_checked(hub):
    content = spent(spending(LOCAL, **WRONG_SUM), sheet="Sheet1")
    assert hub.receive("expenditure_kent.xlsx", content) == "rejected"
    assert {"S01", "EX01"} <= codes(hub) and "S12" not in codes(hub)
    ((*_, sentence),) = hub.findings("S01")
    assert "Sheet 'Sheet1' has its headings and was checked in its place." in sentence


def test_a_sheet_of_other_figures_does_not_stand_in_for_a_missing_one(hub):
    sheets = {"About": about("expenditure", Basis="outturn"), "Sheet1": [["Colour", "Number"], ["red", 1]]}
    assert hub.receive("expenditure_kent.xlsx", workbook_bytes(sheets)) == "rejected"
    assert {"S01", "S12"} <= codes(hub)


@pytest.mark.parametrize("part", ["1.2m", "#DIV/0!"])
def test_a_sum_over_a_part_that_cannot_be_read_is_not_called_wrong(hub, part):
    content = expenditure(spending(LOCAL, premises_gbp=part), spending(ROADS, **WRONG_SUM))
    assert hub.receive("expenditure_kent.xlsx", content) == "rejected"
    assert [cell for _, cell, *_ in hub.findings("EX01")] == ["L3"]


def test_a_total_over_a_cell_that_cannot_be_read_is_not_called_wrong(hub):
    rows = [spending(LOCAL), spending(ROADS, premises_gbp="1.2m"), spending("Total", 2000, 200, premises_gbp=7)]
    assert hub.receive("expenditure_kent.xlsx", expenditure(*rows)) == "rejected"
    assert "R15" not in codes(hub) and "R10" in codes(hub)


def test_a_wrong_total_beside_it_is(hub):
    rows = [spending(LOCAL), spending(ROADS, premises_gbp="1.2m"), spending("Total", 2500, 200)]
    hub.receive("expenditure_kent.xlsx", expenditure(*rows))
    assert "R15" in codes(hub)


def test_what_reading_told_of_a_cell_is_not_told_again(hub):
    content = workforce(
        {"heading_name": LOCAL, "police_officer_fte": "#N/A"}, {"heading_name": ROADS, "police_officer_fte": "lots"}
    )
    hub.receive("workforce_kent.xlsx", content)
    assert {("V03", "B3")} <= places(hub)
    assert len([rule_id for rule_id, cell in places(hub) if cell == "B2"]) == 1


THIS_YEAR = {ROADS: {"supplies_and_services_gbp": 5_500_000}}


def test_a_rejected_return_is_compared_with_last_year_and_other_returns(hub):
    files = {
        "e1.xlsx": whole_expenditure(year="2021/22"),
        "w2.xlsx": whole_workforce({ROADS: {"police_officer_fte": 2, "police_staff_fte": 20}}),
        "e2.xlsx": whole_expenditure(THIS_YEAR, Completed_on="yesterday"),
        "essex.xlsx": whole_expenditure(force="Essex"),
    }
    hub.receive_all(files)
    found = set(hub.ask("SELECT rule_id, file_name, state FROM ledger.findings"))
    assert {("XY01", "e2.xlsx", "new"), ("XR01", "e2.xlsx", "new"), ("V05", "e2.xlsx", "new")} <= found
    assert hub.ask("SELECT status FROM ledger.submissions WHERE file_name = 'e2.xlsx'") == [("rejected",)]
    hub.compare()
    assert set(hub.ask("SELECT rule_id, file_name, state FROM ledger.findings")) == found
    hub.receive_all({"e3.xlsx": whole_expenditure(THIS_YEAR)})
    states = hub.ask("SELECT rule_id, state FROM ledger.findings WHERE file_name = 'e3.xlsx'")
    assert ("XY01", "still there") in states


def test_a_rejected_return_is_compared_with_national_tables(hub):
    workforce_2017 = {"force": "Gwent", "year": "2016/17", "Completed_on": "yesterday"}
    spent_2017 = {"force": "Wiltshire", "year": "2017/18", "basis": "estimate", "Completed_on": "yesterday"}
    hub.receive_all(
        {
            "home office.xlsx": home_office({"Gwent": 100 * len(HEADINGS), "Norfolk": 200 * len(HEADINGS)}),
            **national_tables(),
            "norfolk.xlsx": whole_workforce(force="Norfolk", Completed_on="yesterday"),
            "gwent.xlsx": whole_workforce(**workforce_2017),
            "wiltshire.xlsx": whole_expenditure(**spent_2017),
        }
    )
    found = set(hub.ask("SELECT rule_id, file_name FROM ledger.findings WHERE rule_id LIKE 'XR%'"))
    assert found == {("XR02", "norfolk.xlsx"), ("XR06", "gwent.xlsx"), ("XR05", "wiltshire.xlsx")}
    assert {state for (state,) in hub.ask("SELECT status FROM ledger.submissions WHERE force_id <> ''")} == {"rejected"}


def test_a_rejected_version_is_tried_in_the_place_of_the_one_in_force(hub):
    hub.receive_all({"e1.xlsx": whole_expenditure(year="2021/22"), "e2.xlsx": whole_expenditure()})
    hub.receive_all({"e3.xlsx": whole_expenditure(THIS_YEAR, Completed_on="yesterday")})
    assert hub.ask("SELECT file_name FROM ledger.findings WHERE rule_id = 'XY01'") == [("e3.xlsx",)]
    assert hub.ask("SELECT status FROM ledger.submissions WHERE file_name = 'e2.xlsx'") == [("accepted",)]
    tables = hub.ask("SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'trial%'")
    assert tables == []


def spend_list(headings_given, lines, count=0):
    """Invoice lines as CSV, followed by so many sound ones."""
    sound = {"Line id": "L", "Supplier": "A Ltd", "Category": "Fleet", "Contract route": "none", "Amount (£)": 10}
    rows = [{**sound, "Line id": f"X{number}", **line} for number, line in enumerate(lines)]
    rows += [{**sound, "Line id": f"L{number}"} for number in range(count)]
    same = {"Force": "Kent", "Financial year": "2024/25"}
    return text_bytes([headings_given, *[[{**same, **row}.get(name, "") for name in headings_given] for row in rows]])


LINES = ["Force", "Financial year", "Line id", "Supplier", "Category", "Contract route", "Invoice date", "Amount (£)"]


@pytest.mark.parametrize("count", [5, 60_000])
def test_lines_of_a_list_without_a_column_are_checked(hub, count):
    names = [*LINES, "Company number", "Illustrative"]
    content = spend_list(names, [{"Amount (£)": "lots", "Contract route": "national"}, {"Category": ""}], count)
    assert hub.receive("procurement_spend_kent.csv", content) == "rejected"
    assert codes(hub) == {"S05", "V03", "V01"}, "a reference that no line can have is not asked for line by line"
    assert [cell for _, cell, *_ in hub.findings("V03")] == ["H2"]
    assert hub.ask("SELECT rows_data, rows_quarantined FROM ledger.submissions") == [(count + 2, 0)]


def test_lines_of_a_list_without_their_key_are_kept_and_not_guessed_at(hub):
    content = spend_list([name for name in LINES if name != "Line id"], [{"Amount (£)": "lots"}])
    assert hub.receive("procurement_spend_kent.csv", content) == "rejected"
    assert "S05" in codes(hub) and "V03" not in codes(hub)


@pytest.mark.parametrize("count", [5, 60_000])
def test_lines_of_a_list_with_an_unknown_column_are_checked(hub, count):
    names = [*LINES, "Company number", "Contract reference", "Illustrative", "Notes"]
    content = spend_list(names, [{"Amount (£)": "lots", "Notes": "see email"}, {"Contract route": "friends"}], count)
    assert hub.receive("procurement_spend_kent.csv", content) == "rejected"
    assert {"S10", "V03", "V02"} <= codes(hub)
    assert [cell for _, cell, *_ in hub.findings("V03")] == ["H2"]
