"""Versions of a force's return: what replaces what, what changed, and what never overwrites."""

import json

from orchestration.answers.returns_status import read_returns_status
from orchestration.returns.poa_list import headings_of_year
from orchestration.settings import PROJECT_DIR
from tests.returns import expenditure, spending, workforce

LOCAL = {"heading_name": "Local policing", "police_officer_fte": 100.5, "police_staff_fte": 20}
ROADS = {"heading_name": "Road policing", "police_officer_fte": 10, "police_staff_fte": 2}


def states(hub):
    return dict(hub.ask("SELECT file_name, status FROM ledger.submissions"))


def test_a_return_is_landed_with_force_year_and_series(hub):
    assert hub.receive("workforce_kent_2022-23.xlsx", workforce(LOCAL, ROADS)) == "accepted"
    assert hub.ask("SELECT return_id, force_id, financial_year, variant, version FROM ledger.submissions") == [
        ("workforce", "kent", "2022/23", "workforce", 1)
    ]
    columns = "heading_name, police_officer_fte, police_officer_fte__value"
    assert hub.ask(f"SELECT {columns} FROM raw.workforce__functions") == [
        ("Local policing", "100.5", "100.5"), ("Road policing", "10", "10"),
    ]  # fmt: skip


def test_a_correction_supersedes_and_lists_every_cell_that_changed(hub):
    hub.receive("a.xlsx", workforce(LOCAL, ROADS))
    changed = {**LOCAL, "police_officer_fte": "1,100.5", "police_staff_fte": None}
    added = {"heading_name": "Investigations", "police_officer_fte": 5}
    assert hub.receive("b.xlsx", workforce(changed, added)) == "accepted"
    assert states(hub) == {"a.xlsx": "superseded", "b.xlsx": "accepted"}
    columns = "natural_key, column_name, cell, change, previous_value, new_value"
    rows = hub.ask(f"SELECT {columns} FROM ledger.value_changes ORDER BY ALL")
    assert rows == [
        ("heading_name=Investigations", "police_officer_fte", "B3", "row added", None, "5"),
        ("heading_name=Local policing", "police_officer_fte", "B2", "changed", "100.5", "1,100.5"),
        ("heading_name=Local policing", "police_staff_fte", "D2", "changed", "20", None),
        ("heading_name=Road policing", "police_officer_fte", "", "row removed", "10", None),
        ("heading_name=Road policing", "police_staff_fte", "", "row removed", "2", None),
    ]
    ((_, _, _, replaced),) = hub.findings("R07")
    assert replaced == "b.xlsx replaces version 1 (a.xlsx). 5 values differ from it."
    ((_, _, count, _),) = hub.findings("R13")
    assert count == "5 values"


def test_the_same_value_written_otherwise_is_no_change(hub):
    hub.receive("a.xlsx", workforce({**LOCAL, "police_officer_fte": 1000}))
    hub.receive("b.xlsx", workforce({**LOCAL, "police_officer_fte": "1,000"}))
    assert hub.ask("SELECT * FROM ledger.value_changes") == []
    assert len(hub.findings("R07")) == 1 and hub.findings("R13") == []


def test_a_rejected_correction_leaves_the_version_before_in_force(hub):
    hub.receive("a.xlsx", workforce(LOCAL))
    assert hub.receive("b.xlsx", workforce({**LOCAL, "police_officer_fte": "many"})) == "rejected"
    assert states(hub)["a.xlsx"] == "accepted"
    reason = hub.ask("SELECT status_reason FROM ledger.submissions WHERE file_name = 'b.xlsx'")[0][0]
    assert "cell B2" in reason and "Version 1 (a.xlsx) is still used." in reason


def test_an_older_version_that_arrives_late_does_not_overwrite(hub):
    hub.receive("a.xlsx", workforce(LOCAL, Completed_on="2023-06-20"))
    assert hub.receive("b.xlsx", workforce(ROADS, Completed_on="2023-06-01")) == "superseded"
    assert states(hub)["a.xlsx"] == "accepted"
    assert "2023-06-20 is already current" in hub.findings("R14")[0][3]


def test_the_same_bytes_are_a_duplicate_also_within_one_load(hub):
    (hub.settings.landing / "a.xlsx").write_bytes(workforce(LOCAL))
    assert hub.receive("b.xlsx", workforce(LOCAL)) == "duplicate"
    assert states(hub) == {"a.xlsx": "accepted", "b.xlsx": "duplicate"}


def test_forces_years_and_bases_do_not_supersede_each_other(hub):
    for name, content in {
        "a.xlsx": expenditure(), "b.xlsx": expenditure(force="Essex"), "c.xlsx": expenditure(year="2021/22"),
        "d.xlsx": expenditure(basis="estimate"),
    }.items():  # fmt: skip
        assert hub.receive(name, content) == "accepted", name
    assert set(states(hub).values()) == {"accepted"}


def amounts(factor):
    return [
        spending(name, 1000 * factor, 100 * factor) for name in ("Local policing", "Road policing", "Investigations")
    ]


def test_thousands_instead_of_pounds_are_asked_about(hub):
    hub.receive("a.xlsx", expenditure(*amounts(1000), year="2021/22"))
    assert hub.receive("b.xlsx", expenditure(*amounts(1))) == "accepted_with_queries"
    assert "15 of 15 amounts are about a thousandth of the previous year's" in hub.findings("R11")[0][3]
    value = hub.ask("SELECT DISTINCT gross_expenditure_gbp__value FROM raw.expenditure__functions ORDER BY 1")
    assert value == [("1000",), ("1000000",)], "the figures are kept as given"


def test_a_year_that_grew_is_not_asked_about(hub):
    hub.receive("a.xlsx", expenditure(*amounts(1000), year="2021/22"))
    assert hub.receive("b.xlsx", expenditure(*amounts(1400))) == "accepted"


def test_status_says_for_every_force_where_its_return_stands(hub):
    hub.receive("a.xlsx", workforce(LOCAL, year="2025/26"))
    hub.receive("b.xlsx", workforce(LOCAL, force="Essex", year="2025/26", Completed_on="03/04/2026"))
    hub.receive("c.xlsx", workforce({**LOCAL, "police_officer_fte": "many"}, force="Norfolk", year="2025/26"))
    hub.receive("d.xlsx", workforce({**LOCAL, "police_officer_fte": "many"}, year="2025/26"))
    found = {each.force_id: each for each in read_returns_status(hub.settings) if each.return_id == "workforce"}
    assert len(found) == 43
    assert (found["kent"].state, found["kent"].version, found["kent"].file_name) == ("accepted", 2, "a.xlsx")
    assert found["essex"].state == "accepted_with_queries"
    assert found["norfolk"].state == "rejected"
    assert (found["suffolk"].state, found["suffolk"].due_on) == ("late", "2026-06-30")


def test_before_its_date_a_return_is_missing_not_late(hub):
    import datetime

    found = read_returns_status(hub.settings, today=datetime.date(2026, 6, 30))
    assert {each.state for each in found if each.return_id == "workforce"} == {"missing"}
    assert {each.variant for each in found if each.return_id == "expenditure"} == {"estimate", "outturn"}


def test_a_return_after_its_date_is_told(hub):
    assert hub.receive("a.xlsx", workforce(LOCAL, year="2025/26")) == "accepted"
    assert "was due on 2026-06-30" in hub.findings("R06")[0][3]
    hub.receive("b.xlsx", workforce(LOCAL, year="2022/23"))
    assert len(hub.findings("R06")) == 1


def test_every_row_of_every_file_has_one_fate(hub):
    hub.receive("a.xlsx", workforce(LOCAL, ROADS, {**LOCAL}, {"heading_name": "Total", "police_officer_fte": 110.5}))
    rows = hub.ask("SELECT sheet, fate, sum(row_count) FROM ledger.row_fates GROUP BY ALL ORDER BY ALL")
    assert rows == [
        ("About", "data", 3), ("About", "header", 1), ("Workforce", "data", 2), ("Workforce", "header", 1),
        ("Workforce", "quarantined", 1), ("Workforce", "subtotal", 1),
    ]  # fmt: skip
    kept = dict(hub.ask("SELECT fate, cells FROM raw.other_rows WHERE fate = 'subtotal'"))
    assert json.loads(kept["subtotal"])[:2] == ["Total", "110.5"]


def test_a_heading_that_is_not_in_the_list_is_told_with_the_nearest(hub):
    assert hub.receive("a.xlsx", workforce({**LOCAL, "heading_name": "Lokal policing"})) == "rejected"
    ((_, cell, value, _),) = hub.findings("V02")
    assert (cell, value) == ("A2", "Lokal policing")
    ((sentence, advice),) = hub.ask("SELECT sentence, how_to_fix FROM ledger.findings WHERE rule_id = 'V02'")
    assert "nearest known name is 'Local policing'" in sentence
    listed = headings_of_year(PROJECT_DIR / "seeds", "2022/23")
    assert advice == f"Use one of: the {len(listed)} names on the sheet Headings of the template."


def test_a_name_that_the_template_does_not_show_is_not_offered(hub):
    hub.receive("a.xlsx", workforce({**LOCAL, "heading_name": "Fleet servicess"}))
    assert "Fleet services'" not in hub.findings("V02")[0][3].replace("'Fleet servicess'", "")


def test_a_heading_given_twice_under_two_names_is_one_key(hub):
    both = [{**LOCAL, "heading_name": "Economic crime"}, {**ROADS, "heading_name": "investigations/economic-crime"}]
    assert hub.receive("a.xlsx", workforce(*both)) == "rejected"
    assert len(hub.findings("R08")) == 2
