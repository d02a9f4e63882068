"""Waivers, explanations and sign-offs: what they do to a submission, and what is refused."""

import datetime
import io
import json
from dataclasses import replace

import openpyxl
import pytest

from orchestration.settings import PROJECT_DIR
from orchestration.validation.validate import validate_return
from tests.conftest import run_icm
from tests.returns import expenditure, workforce
from tests.small_hub import SmallHub, funding

LOCAL = {"heading_name": "Local policing", "police_officer_fte": 100.5, "police_staff_fte": "-"}
WHOSE = ("--return", "workforce", "--force", "Kent Police", "--year", "2022/23")
WHY = ("--reason", "They asked for it", "--by", "A Steward")
LATER = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=30)
UNTIL = ("--until", LATER.isoformat())
AFTER = LATER + datetime.timedelta(days=1)


def icm(hub, *arguments):
    return run_icm(*arguments, "--workspace", hub.settings.workspace)


def outcome(hub):
    return hub.ask("SELECT status, status_reason FROM ledger.submissions ORDER BY submission_id DESC")[0]


def states(hub, rule_id):
    rows = hub.ask(
        "SELECT h.state FROM ledger.finding_history AS h "
        "WHERE identity IN (SELECT identity FROM ledger.findings WHERE rule_id = ?) ORDER BY recorded_at",
        rule_id,
    )
    return [state for (state,) in rows]


@pytest.fixture
def asked(hub):
    """A hub with a return of Kent that was let in with one query."""
    assert hub.receive("a.xlsx", workforce(LOCAL)) == "accepted_with_queries"
    return hub


def test_a_waiver_settles_a_query_and_lets_it_back_when_it_ends(asked):
    told = icm(asked, "waive", "C15", *WHOSE, *WHY, *UNTIL)
    assert told.code == 0 and "C15 is waived for workforce, kent, 2022/23 until" in " ".join(told.out.split())
    assert validate_return(asked.settings, "workforce") == {"S000001": "accepted"}
    assert outcome(asked) == ("accepted", "Accepted with 1 finding waived.")
    assert validate_return(asked.settings, "workforce", today=LATER) == {}, "it holds on its last day"
    assert validate_return(asked.settings, "workforce", today=AFTER) == {"S000001": "accepted_with_queries"}
    assert states(asked, "C15") == ["new", "waived", "still there"]
    assert outcome(asked) == ("accepted_with_queries", "Accepted with 1 query to answer.")
    assert asked.ask("SELECT state FROM ledger.findings WHERE rule_id = 'C15'") == [("still there",)]


def test_a_waiver_holds_for_later_versions(asked):
    icm(asked, "waive", "C15", *WHOSE, *WHY, *UNTIL)
    assert asked.receive("b.xlsx", workforce({**LOCAL, "police_officer_fte": 101})) == "accepted"
    assert states(asked, "C15")[-1] == "waived"


@pytest.mark.parametrize("elsewhere", [("--key", "Road policing"), ("--force", "essex"), ("--year", "2021/22")])
def test_a_waiver_covers_nothing_else(hub, elsewhere):
    assert hub.receive("a.xlsx", workforce({**LOCAL, "police_officer_fte": -1})) == "rejected"
    assert icm(hub, "waive", "V04", *WHOSE, *elsewhere, *WHY, *UNTIL).code == 0
    assert hub.receive("a.xlsx", workforce({**LOCAL, "police_officer_fte": -1}), retry=True) == "rejected"


@pytest.mark.parametrize("key", ["heading_name=Local policing", "local policing", ""])
def test_a_rejected_file_is_taken_in_by_a_retry_once_waived(hub, key):
    content = workforce({**LOCAL, "police_staff_fte": 20, "police_officer_fte": -1})
    assert hub.receive("a.xlsx", content) == "rejected"
    assert icm(hub, "waive", "V04", *WHOSE, "--key", key, *WHY, *UNTIL).code == 0
    assert hub.receive("a.xlsx", content) == "rejected", "nothing is read again unless asked"
    assert hub.receive("a.xlsx", content, retry=True) == "accepted"
    assert hub.ask(
        "SELECT DISTINCT state FROM ledger.findings WHERE submission_id = 'S000002' AND rule_id = 'V04'"
    ) == [("waived",)]


def test_what_reading_turned_away_is_taken_in_too(hub):
    workbook = openpyxl.load_workbook(io.BytesIO(workforce(LOCAL)))
    workbook["Workforce"]["F2"] = "=1+1"  # written without its result
    content = io.BytesIO()
    workbook.save(content)
    assert hub.receive("a.xlsx", content.getvalue()) == "rejected"
    assert hub.findings("C07")
    assert icm(hub, "waive", "C07", *WHOSE, *WHY, *UNTIL).code == 0
    hub.receive("a.xlsx", content.getvalue(), retry=True)
    validate_return(replace(hub.settings, retry_not_accepted=True), "workforce")
    assert outcome(hub)[0].startswith("accepted")
    assert states(hub, "C07")[-1] == "waived"


@pytest.mark.parametrize("rule_id", ["S05", "R03", "R18", "R08"])
def test_what_leaves_the_figures_in_doubt_cannot_be_waived(hub, rule_id):
    hub.ask("SELECT 1")  # a hub that was opened once
    answer = icm(hub, "waive", rule_id, *WHOSE, *WHY, *UNTIL)
    assert answer.code == 2
    assert "cannot be waived: without it the hub does not know which figures are meant" in " ".join(answer.err.split())


def test_a_file_in_force_by_a_waiver_that_ended_stays_in_force_and_is_asked_about(hub):
    content = workforce({**LOCAL, "police_staff_fte": 20, "police_officer_fte": -1})
    hub.receive("a.xlsx", content)
    icm(hub, "waive", "V04", *WHOSE, *WHY, *UNTIL)
    hub.receive("a.xlsx", content, retry=True)
    validate_return(hub.settings, "workforce", today=AFTER)
    assert outcome(hub) == ("accepted_with_queries", "Accepted with 1 query to answer.")


def test_an_explanation_changes_no_outcome(asked):
    before = outcome(asked), states(asked, "C15")
    told = icm(asked, "explain", "C15", *WHOSE, "--key", "D2", *WHY, "--json")
    assert told.facts["kind"] == "explanation" and told.facts["force_id"] == "kent"
    assert validate_return(asked.settings, "workforce") == {}
    assert (outcome(asked), states(asked, "C15")) == before


def test_a_sign_off_is_of_the_version_in_force(hub):
    hub.receive("a.xlsx", expenditure())
    whose = ("--return", "expenditure", "--force", "kent", "--year", "2022/23", "--by", "C. Officer")
    role = ("--role", "Chief finance officer")
    refused = icm(hub, "sign-off", *whose, *role)
    assert refused.code == 2 and "--basis estimate or --basis outturn" in " ".join(refused.err.split())
    assert "nothing to sign off" in icm(hub, "sign-off", *whose, *role, "--basis", "estimate").err
    assert "--role is missing" in icm(hub, "sign-off", *whose, "--basis", "outturn").err
    signed = json.loads(icm(hub, "sign-off", *whose, *role, "--basis", "outturn", "--json").out)
    assert (signed["submission_id"], signed["role"], signed["variant"]) == ("S000001", role[1], "outturn")
    assert hub.ask("SELECT kind, decided_by, submission_id FROM ledger.decisions") == [
        ("sign_off", "C. Officer", "S000001")
    ]


def test_a_waiver_for_a_file_that_no_force_sends(hub):
    from tests.small_hub import FORCES

    assert hub.receive("police_funding_2025_26.csv", funding(forces=FORCES[:-1])) == "accepted_with_queries"
    assert icm(hub, "waive", "R12", "--return", "police_funding", *WHY, *UNTIL).code == 0
    assert list(validate_return(hub.settings, "police_funding").values()) == ["accepted"]


REFUSED = {
    "no end": (("C15", *WHOSE, *WHY), "Without one it would never end."),
    "no date": (("C15", *WHOSE, *WHY, "--until", "31 March"), "is not a date"),
    "past": (("C15", *WHOSE, *WHY, "--until", "2020-01-01"), "is past"),
    "rule": (("C99", *WHOSE, *WHY, *UNTIL), "No rule has the code 'C99'."),
    "another return's rule": (("PF01", *WHOSE, *WHY, *UNTIL), "is a rule of the return police_funding"),
    "force": (("C15", *WHOSE, "--force", "Norfoke", *WHY, *UNTIL), "Did you mean 'Norfolk"),
    "year": (("C15", *WHOSE, "--year", "2022", *WHY, *UNTIL), "Did you mean 2022/23?"),
    "return": (("C15", *WHOSE, "--return", "workfare", *WHY, *UNTIL), "No return is called 'workfare'"),
    "no force": (("C15", "--return", "workforce", *WHY, *UNTIL), "give both with --force and --year"),
    "basis": (("C15", *WHOSE, "--basis", "outturn", *WHY, *UNTIL), "is not for this return"),
    "no reason": (("C15", *WHOSE, "--by", "A Steward", *UNTIL), "--reason is missing"),
    "nobody": (("C15", *WHOSE, "--reason", "x", *UNTIL), "--by is missing"),
    "unreadable": (("F05", *WHOSE, *WHY, *UNTIL), "cannot be waived"),
    "note": (("R13", *WHOSE, *WHY, *UNTIL), "is a note"),
}


@pytest.fixture(scope="module")
def any_hub(tmp_path_factory):
    hub = SmallHub(tmp_path_factory.mktemp("hub"))
    hub.receive("a.xlsx", workforce(LOCAL))
    return hub


@pytest.mark.parametrize("why", REFUSED)
def test_what_cannot_be_decided_is_refused_in_a_sentence(any_hub, monkeypatch, why):
    from typer.testing import CliRunner

    from orchestration.cli.app import app

    monkeypatch.setenv("COLUMNS", "400")
    arguments, sentence = REFUSED[why]
    result = CliRunner().invoke(app, ["waive", *arguments, "--workspace", str(any_hub.settings.workspace)])
    assert result.exit_code == 2
    assert sentence in " ".join(result.stderr.split())
    assert any_hub.ask("SELECT * FROM ledger.decisions") == []


def test_a_folder_without_a_hub_stays_as_it_is(tmp_path):
    result = run_icm("waive", "C15", *WHOSE, *WHY, *UNTIL, "--workspace", tmp_path / "nowhere")
    assert result.code == 2 and "Nothing has been loaded" in result.err
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("command", ["waive", "explain", "sign-off", "withdraw"])
def test_help_teaches_by_an_example(command):
    shown = run_icm(command, "--help").out
    assert f"Example: icm {command}" in shown


def test_the_register_is_only_ever_added_to():
    for path in (PROJECT_DIR / "orchestration").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for table in ("decisions", "finding_history"):
            assert f"UPDATE ledger.{table}" not in text and f"DELETE FROM ledger.{table}" not in text, path.name
