"""Withdrawing the current version: the one before it is current again or none is, and history keeps everything."""

import json

import pytest

from orchestration.answers.returns_status import read_returns_status
from orchestration.settings import PROJECT_DIR
from orchestration.validation.validate import validate_return
from tests.conftest import run_icm
from tests.files import register_sheets, workbook_bytes
from tests.returns import expenditure, workforce
from tests.small_hub import FORCES, agreement, funding, register, workforce_rows

LOCAL = {"heading_name": "Local policing", "police_officer_fte": 100.5, "police_staff_fte": "-"}
ROADS = {"heading_name": "Road policing", "police_officer_fte": 10, "police_staff_fte": 2}
KENT = ("--force", "Kent Police", "--year", "2022/23")
WHY = ("--reason", "Sent by mistake", "--by", "A Steward")


def withdraw(hub, *arguments):
    return run_icm("withdraw", *arguments, "--workspace", hub.settings.workspace)


def states(hub):
    return hub.ask("SELECT file_name, status FROM ledger.submissions ORDER BY submission_id")


def open_findings(hub):
    """Findings of the current version by code, as the tables have them."""
    return hub.ask(
        "SELECT rule_id, state FROM ledger.findings INNER JOIN ledger.submissions USING (submission_id) "
        "WHERE status LIKE 'accepted%' AND state NOT IN ('fixed', 'superseded') ORDER BY rule_id"
    )


def test_the_version_before_is_current_again_with_its_findings(hub):
    assert hub.receive("1.xlsx", workforce(LOCAL)) == "accepted_with_queries"
    assert hub.receive("2.xlsx", workforce(ROADS)) == "accepted"
    told = withdraw(hub, "workforce", *KENT, *WHY)
    assert told.code == 0, told.err
    assert " ".join(told.out.split()) == (
        "D000001: version 2 (2.xlsx) of workforce, kent, 2022/23, workforce is withdrawn. "
        "Version 1 (1.xlsx) is current again. Run icm load to publish this."
    )
    assert states(hub) == [("1.xlsx", "accepted_with_queries"), ("2.xlsx", "withdrawn")]
    assert open_findings(hub) == [("C15", "new")]
    reasons = dict(hub.ask("SELECT file_name, status_reason FROM ledger.submissions"))
    assert reasons["2.xlsx"] == "Withdrawn by A Steward (D000001): Sent by mistake"
    assert reasons["1.xlsx"].endswith("Current again because S000002 (2.xlsx) was withdrawn.")
    # What still lies in the landing folder does not come back, and a load has nothing to decide.
    hub.load()
    assert states(hub) == [("1.xlsx", "accepted_with_queries"), ("2.xlsx", "withdrawn")]
    assert validate_return(hub.settings, "workforce") == {}
    assert len(hub.ask("SELECT * FROM raw.workforce__functions")) == 2


def test_the_next_version_is_compared_with_the_one_that_is_current(hub):
    hub.receive("1.xlsx", workforce(LOCAL))
    hub.receive("2.xlsx", workforce(ROADS))
    withdraw(hub, "workforce", *KENT, *WHY)
    assert hub.receive("3.xlsx", workforce({**LOCAL, "police_officer_fte": 101})) == "accepted_with_queries"
    assert hub.findings("R07")[-1][3] == "3.xlsx replaces version 1 (1.xlsx). 1 value differs from it."
    assert hub.ask("SELECT state FROM ledger.findings WHERE rule_id = 'C15' AND submission_id = 'S000003'") == [
        ("still there",)
    ]


def test_without_an_earlier_version_none_is_current_and_the_return_is_missing(hub):
    hub.receive("1.xlsx", workforce(ROADS))
    answer = withdraw(hub, "workforce", *KENT, *WHY, "--json")
    facts = json.loads(answer.out)
    assert facts["withdrawn"]["file_name"] == "1.xlsx" and facts["current"] is None
    assert states(hub) == [("1.xlsx", "withdrawn")]
    status = [each for each in read_returns_status(hub.settings) if each.force_id == "kent"]
    assert {each.state for each in status if each.return_id == "workforce"} <= {"missing", "late"}
    # A withdrawn file that is sent again on purpose is a new version.
    assert hub.receive("again.xlsx", workforce(ROADS)) == "accepted"


def test_versions_can_be_withdrawn_one_after_the_other(hub):
    for number, officers in enumerate((1, 2, 3), start=1):
        hub.receive(f"{number}.xlsx", workforce({**ROADS, "police_officer_fte": officers}))
    for current in ("2.xlsx", "1.xlsx", None):
        facts = json.loads(withdraw(hub, "workforce", *KENT, *WHY, "--json").out)
        assert (facts["current"] or {}).get("file_name") == current
    refused = withdraw(hub, "workforce", *KENT, *WHY)
    assert refused.code == 2 and "nothing to withdraw" in refused.err


def test_a_version_that_was_rejected_is_never_what_comes_back(hub):
    hub.receive("1.xlsx", workforce(ROADS))
    hub.receive("2.xlsx", workforce({**ROADS, "police_officer_fte": "many"}))
    hub.receive("3.xlsx", workforce(LOCAL))
    withdraw(hub, "workforce", *KENT, *WHY)
    assert [state for _, state in states(hub)] == ["accepted", "rejected", "withdrawn"]


def test_a_register_is_named_by_its_series(hub):
    sheets = register_sheets(agreements=[agreement()])
    sheets["About"][2][1] = "Another register"
    hub.receive("a.xlsx", register())
    hub.receive("b.xlsx", workbook_bytes(sheets))
    hub.receive("c.xlsx", register(agreements=[agreement(Title="Y")]))
    asked = withdraw(hub, "collaboration_register", *WHY)
    assert asked.code == 2 and "2 files are current" in asked.err and "--series" in asked.err
    wrong = withdraw(hub, "collaboration_register", "--series", "A made-up registre", *WHY)
    assert "Did you mean 'A made-up register'?" in " ".join(wrong.err.split())
    assert withdraw(hub, "collaboration_register", "--series", "a Made-up register", *WHY).code == 0
    assert dict(states(hub)) == {"a.xlsx": "accepted", "b.xlsx": "accepted", "c.xlsx": "withdrawn"}


def test_an_edition_that_came_late_takes_the_place_of_a_newer_one_that_is_withdrawn(hub):
    older, newer = "police-workforce-open-data-2022-07-27.xlsx", "police-workforce-open-data-2023-07-26.xlsx"
    hub.receive(newer, workforce_rows(FORCES, 2023))
    assert hub.receive(older, workforce_rows(FORCES, 2022, cells={(0, "Total (FTE)"): 11})) == "superseded"
    assert withdraw(hub, "home_office_workforce", *WHY).code == 0
    assert dict(states(hub)) == {newer: "withdrawn", older: "accepted_with_queries"}
    assert ("HW01", "still there") in open_findings(hub)
    assert not [each for each in open_findings(hub) if each[0] == "R14"]


def test_a_national_table_of_a_year(hub):
    hub.receive("police_funding_2025_26.csv", funding())
    hub.receive("police_funding_wrong_2025_26.csv", funding((1, 1, 5)))
    assert withdraw(hub, "police_funding", "--year", "2025/26", *WHY).code == 0
    assert [state for _, state in states(hub)] == ["accepted", "withdrawn"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("workforse", *KENT, *WHY), "Did you mean 'workforce'?"),
        (("workforce", "--force", "Kemt", "--year", "2022/23", *WHY), "Did you mean 'Kent'?"),
        (("workforce", "--force", "kent", "--year", "2022-23", *WHY), "Did you mean 2022/23?"),
        (("workforce", "--force", "kent", *WHY), "give both with --force and --year"),
        (("workforce", *KENT, "--by", "A Steward"), "--reason is missing"),
        (("workforce", *KENT, "--reason", "Wrong"), "--by is missing"),
        (("workforce", "--force", "kent", "--year", "2021/22", *WHY), "Current for this return: 2022/23 1.xlsx"),
        (("workforce", "--force", "essex", "--year", "2022/23", *WHY), "is current, so there is nothing to withdraw."),
        (("police_funding", "--force", "kent", *WHY), "omit --force"),
        (("expenditure", *KENT, *WHY), "2 files are current for expenditure kent 2022/23"),
    ],
)
def test_what_is_refused_is_answered_with_what_was_probably_meant(many, arguments, told):
    answer = withdraw(many, *arguments)
    assert answer.code == 2
    assert told in " ".join(answer.err.split())
    assert all(state.startswith("accepted") for _, state in states(many))


@pytest.fixture
def many(hub):
    hub.receive("1.xlsx", workforce(ROADS))
    hub.receive("2.xlsx", expenditure())
    hub.receive("3.xlsx", expenditure(basis="estimate"))
    return hub


def test_one_of_two_bases(many):
    assert withdraw(many, "expenditure", *KENT, *WHY, "--basis", "estimate").code == 0
    assert dict(states(many))["3.xlsx"] == "withdrawn"


def test_the_readme_mentions_it():
    assert "icm withdraw" in (PROJECT_DIR / "README.md").read_text(encoding="utf-8")
