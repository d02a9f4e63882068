"""The catalogue as a switchboard: a rule that is off, or of other years, says nothing, whoever checks it."""

from dataclasses import replace

import dagster as dg
import pytest

from orchestration.dagster_hub.resources import hub_resource
from orchestration.findings.catalogue import CatalogueError
from orchestration.validation.validate import validate_return
from tests.projects import change_seed, own_project
from tests.returns import expenditure, spending, workforce
from tests.small_hub import SmallHub

RULES = "quality/rules.csv"
LOCAL = {"heading_name": "Local policing", "police_officer_fte": 12.5, "police_officer_headcount": 12}
AS_TEXT = {"heading_name": "Local policing", "police_officer_fte": "1,200"}
TOTAL = {"heading_name": "Total", "police_officer_fte": 15}
SLIP = [spending(name, 1000, 100) for name in ("Local policing", "Investigations")]


@pytest.fixture
def hub(tmp_path):
    project = tmp_path / "project"
    project.mkdir()
    return SmallHub(tmp_path, own_project(project))


def switch(hub, rule_id, **changes):
    change_seed(hub.settings.project, RULES, {"rule_id": rule_id}, **changes)


def turn_off(hub, *rule_ids):
    for rule_id in rule_ids:
        switch(hub, rule_id, is_active="false")


def states(hub, rule_id):
    found = hub.ask("SELECT state FROM ledger.findings WHERE rule_id = ? ORDER BY submission_id", rule_id)
    return [state for (state,) in found]


def outcome(hub):
    return hub.ask("SELECT status, status_reason FROM ledger.submissions ORDER BY submission_id DESC")[0]


def in_thousands():
    return [spending(name, 1, 0.1, net_revenue_expenditure_gbp=0.9) for name in ("Local policing", "Investigations")]


# Code, what is sent: checked by reading cells, by intake, by a suite, by comparing versions and years.
SENT = {
    "C01": [("a.xlsx", workforce(AS_TEXT))],
    "R04": [("workforce_essex_2022-23.xlsx", workforce())],
    "R15": [("a.xlsx", workforce(LOCAL, TOTAL))],
    "WF01": [("a.xlsx", workforce(LOCAL))],
    "R07": [("a.xlsx", workforce()), ("b.xlsx", workforce(LOCAL | {"police_officer_fte": 10}))],
    "R13": [("a.xlsx", workforce()), ("b.xlsx", workforce(LOCAL | {"police_officer_fte": 10}))],
    "R11": [
        ("a.xlsx", expenditure(*SLIP, year="2021/22")),
        ("b.xlsx", expenditure(*in_thousands(), year="2022/23")),
    ],
}


@pytest.mark.parametrize("rule_id", SENT)
@pytest.mark.parametrize("is_on", [True, False])
def test_a_rule_that_is_off_is_not_recorded(hub, rule_id, is_on):
    if not is_on:
        turn_off(hub, rule_id)
    for name, content in SENT[rule_id]:
        hub.receive(name, content)
    assert bool(hub.findings(rule_id)) == is_on


@pytest.mark.parametrize(
    ("years", "is_found"),
    [
        ({"valid_from_year": "2022/23"}, True),
        ({"valid_from_year": "2023/24"}, False),
        ({"valid_to_year": "2022/23"}, True),
        ({"valid_to_year": "2021/22"}, False),
    ],
)
def test_a_rule_holds_for_the_years_it_names(hub, years, is_found):
    for rule_id in ("WF01", "R15"):
        switch(hub, rule_id, **years)
    hub.receive("a.xlsx", workforce(LOCAL, TOTAL))
    assert bool(hub.findings("WF01")) == is_found
    assert bool(hub.findings("R15")) == is_found


@pytest.mark.parametrize(("rounding", "rule_id"), [("0.5", "R15"), ("30", "R10")])
def test_what_a_total_may_be_off_is_in_the_catalogue(hub, rounding, rule_id):
    switch(hub, "R15", tolerance=rounding)
    hub.receive("a.xlsx", workforce(LOCAL, TOTAL))
    assert [bool(hub.findings(code)) for code in ("R10", "R15")] == [rule_id == "R10", rule_id == "R15"]


@pytest.mark.parametrize(("spread", "is_found"), [("1.5", False), ("2.5", True)])
def test_how_near_a_thousand_a_slip_must_come_is_in_the_catalogue(hub, spread, is_found):
    switch(hub, "R11", tolerance=spread)
    hub.receive("a.xlsx", expenditure(*SLIP, year="2021/22"))
    doubled = [spending(each["heading_name"], 2000_000, 200_000) for each in SLIP]
    hub.receive("b.xlsx", expenditure(*doubled, year="2022/23"))
    assert bool(hub.findings("R11")) == is_found


def test_what_cannot_be_switched_off_is_a_sentence(hub):
    turn_off(hub, "F05")
    with pytest.raises(CatalogueError, match=r"Rule F05 \(the file is damaged\) is switched off .* cannot be"):
        hub.receive("a.xlsx", workforce())


def test_a_switch_is_true_or_false(hub):
    switch(hub, "WF01", is_active="no")
    with pytest.raises(CatalogueError, match=r"WF01 .* has 'no' as is_active; write true or false"):
        hub.receive("a.xlsx", workforce())


def test_a_tolerance_that_is_no_number_is_a_sentence(hub):
    switch(hub, "R11", tolerance="some")
    with pytest.raises(CatalogueError, match=r"tolerance of rule R11 .* 'some', which is no number"):
        hub.receive("a.xlsx", workforce())


def test_switching_off_closes_what_is_open_and_never_calls_it_fixed(hub):
    assert hub.receive("a.xlsx", workforce(LOCAL)) == "accepted_with_queries"
    turn_off(hub, "WF01")
    validate_return(hub.settings, "workforce")
    assert states(hub, "WF01") == ["superseded"]
    assert outcome(hub) == ("accepted", "Passed every check.")
    hub.receive("b.xlsx", workforce(LOCAL, Completed_by="b"))
    history = hub.ask("SELECT DISTINCT state FROM ledger.finding_history WHERE state = 'fixed'")
    assert states(hub, "WF01") == ["superseded"] and history == []


def test_switching_on_holds_for_what_arrives_and_for_all_on_recheck(hub):
    turn_off(hub, "WF01")
    hub.receive("a.xlsx", workforce(LOCAL))
    hub.receive("b.xlsx", workforce(LOCAL, force="Essex"))
    switch(hub, "WF01", is_active="true")
    validate_return(hub.settings, "workforce")
    assert states(hub, "WF01") == []
    hub.receive("c.xlsx", workforce(LOCAL, force="Surrey"))
    assert states(hub, "WF01") == ["new"]
    validate_return(replace(hub.settings, recheck=True), "workforce")
    assert states(hub, "WF01") == ["new", "new", "new"]
    assert hub.ask("SELECT DISTINCT status FROM ledger.submissions") == [("accepted_with_queries",)]
    assert hub.ask("SELECT count(*) FROM ledger.rule_results WHERE rule_id = 'WF01' GROUP BY submission_id, table_name")


def test_a_recheck_opens_again_what_was_closed_and_closes_what_a_tolerance_lets_through(hub):
    over = spending("Local policing", 1000, 100, premises_gbp=6)
    hub.receive("a.xlsx", expenditure(over))
    turn_off(hub, "EX01")
    validate_return(hub.settings, "expenditure")
    switch(hub, "EX01", is_active="true")
    recheck = replace(hub.settings, recheck=True)
    validate_return(recheck, "expenditure")
    assert states(hub, "EX01") == ["new"] and outcome(hub)[0] == "accepted_with_queries"
    switch(hub, "EX01", tolerance="6")
    validate_return(recheck, "expenditure")
    assert states(hub, "EX01") == ["superseded"] and outcome(hub)[0] == "accepted"


def test_a_recheck_of_one_return_and_year_leaves_the_others_alone(hub):
    over = spending("Local policing", 1000, 100, premises_gbp=6)
    hub.receive("a.xlsx", expenditure(over))
    turn_off(hub, "EX01")
    validate_return(hub.settings, "expenditure")
    switch(hub, "EX01", is_active="true")
    recheck = replace(hub.settings, recheck=True)
    for others in ({"recheck_return": "workforce"}, {"recheck_year": "2019/20"}):
        validate_return(replace(recheck, **others), "expenditure")
        assert states(hub, "EX01") == ["superseded"]
    ((year,),) = hub.ask("SELECT financial_year FROM ledger.submissions")
    validate_return(replace(recheck, recheck_return="expenditure", recheck_year=year), "expenditure")
    assert states(hub, "EX01") == ["new"]


def test_dagster_refuses_to_check_again_what_the_hub_does_not_know(hub):
    resource = hub_resource(hub.settings)
    resource.model_copy(update={"recheck_return": "workforce", "recheck_year": "2022/23"}).settings()
    with pytest.raises(dg.Failure, match="recheck_return is 'workfroce'"):
        resource.model_copy(update={"recheck_return": "workfroce"}).settings()
    with pytest.raises(dg.Failure, match="recheck_year is '2022-23'"):
        resource.model_copy(update={"recheck_year": "2022-23"}).settings()
