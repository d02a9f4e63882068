"""Registers of several reporters in one hub: what is matched, what is asked, and what a steward's word does."""

import datetime

import pytest

from orchestration.matching.match import match_if_changed, match_registers
from orchestration.validation.validate import validate_return
from orchestration.warehouse.ledger import now
from tests.conftest import run_icm
from tests.files import register_row, register_sheets, workbook_bytes
from tests.small_hub import AGREEMENT, workforce_rows

WHY = ("--reason", "Both leads say so", "--by", "A Steward")


def register(name, reporter, agreement_id, title, as_at="2020-01-01", **changes):
    """A register with one agreement of Kent and Essex on forensics."""
    about = [
        ["Return", "collaboration_register"], ["Register", name], ["Programme", "Made up"], ["Reporter", reporter],
        ["As at", as_at],
    ]  # fmt: skip
    given = {**AGREEMENT, "agreement_id": agreement_id, "title": title, **changes}
    parties = [
        register_row("parties", agreement_id=agreement_id, party_name=party, party_type="force", role="partner")
        for party in ("Kent", "Essex Police")
    ]
    function = register_row("functions", agreement_id=agreement_id, function_name="Labs", heading_name="Forensic")
    tables = {"agreements": [register_row("agreements", **given)], "parties": parties, "functions": [function]}
    return workbook_bytes(register_sheets(about=about, **tables))


REGION = register("South East", "The hub", "se-forensics", "Joint forensic unit")
TWIN = register("Kent's own", "Kent Police", "kent-7", "Forensic joint unit", as_at="2021-01-01")
DOUBTFUL = register("Kent's own", "Kent Police", "kent-7", "Crime scene alliance", as_at="2021-01-01")


def icm(hub, *arguments):
    return run_icm(*arguments, "--workspace", hub.settings.workspace)


def agreements(hub):
    match_registers(hub.settings)
    return dict(hub.ask("SELECT given_agreement_id, agreement_id FROM ledger.agreement_reports"))


def states(hub):
    return [state for (state,) in hub.ask("SELECT state FROM ledger.finding_history ORDER BY recorded_at")]


def status(hub):
    return hub.ask("SELECT status FROM ledger.submissions ORDER BY submission_id DESC")[0][0]


@pytest.fixture
def asked(hub):
    """A hub with two registers that may list one agreement."""
    hub.receive("a.xlsx", REGION)
    hub.receive("b.xlsx", DOUBTFUL)
    assert agreements(hub) == {"se-forensics": "se-forensics", "kent-7": "kent-7"}
    return hub


def test_two_registers_that_word_one_agreement_differently_are_matched(hub):
    hub.receive("a.xlsx", REGION)
    assert agreements(hub) == {"se-forensics": "se-forensics"}
    hub.receive("b.xlsx", TWIN)
    assert agreements(hub) == {"se-forensics": "se-forensics", "kent-7": "se-forensics"}
    assert hub.findings("CR30") == []
    assert hub.ask("SELECT DISTINCT method, score > 0.8 FROM ledger.agreement_reports") == [("matched", True)]


def test_a_doubtful_twin_is_a_query_on_the_later_register(asked):
    assert asked.findings("CR30") == [
        (
            "Agreements", "B2", "Crime scene alliance",
            "Sheet 'Agreements', cell B2: 'Crime scene alliance' may be the same agreement as 'Joint forensic unit' "
            "of the register 'South East'. They are counted separately until this is confirmed. "
            "The Agreement IDs are kent-7 and se-forensics.",
        )
    ]  # fmt: skip
    assert status(asked) == "accepted_with_queries"
    assert states(asked) == ["new"]


NEAR_TWIN = register(
    "Kent's own", "Kent Police", "kent-7", "Joint forensic unit", as_at="2021-01-01", start_date="2011-04",
    style="handshake", legal_basis="none",
)  # fmt: skip


def test_a_near_twin_is_a_query_that_names_the_difference(hub):
    earlier = register(
        "South East", "The hub", "se-forensics", "Joint forensic unit", start_date="2015", style="joint_venture",
        legal_basis="s22A",
    )  # fmt: skip
    hub.receive("a.xlsx", earlier)
    hub.receive("b.xlsx", NEAR_TWIN)
    assert agreements(hub) == {"se-forensics": "se-forensics", "kent-7": "kent-7"}
    assert hub.findings("CR30")[0][3].endswith(
        "The Agreement IDs are kent-7 and se-forensics. They differ in start date (2011-04 and 2015), style (handshake "
        "and joint_venture) and legal basis (none and s22A)."
    )
    assert icm(hub, "match", "--same", "kent-7", "se-forensics", *WHY).code == 0
    assert set(agreements(hub).values()) == {"kent-7"}
    assert states(hub) == ["new", "fixed"]


def test_a_second_run_changes_nothing(asked):
    before = [asked.ask(f"SELECT * FROM ledger.{table}") for table in ("findings", "finding_history", "submissions")]
    match_registers(asked.settings)
    assert before == [
        asked.ask(f"SELECT * FROM ledger.{table}") for table in ("findings", "finding_history", "submissions")
    ]


def test_matching_is_left_out_only_while_all_that_it_reads_is_the_same(asked):
    today = now().date()

    def is_matched(day=today):
        return match_if_changed(asked.settings, day) is not None

    assert not is_matched()
    asked.receive("workforce.csv", workforce_rows(["Kent Police"]))
    assert not is_matched(), "a return that matching does not read"
    until = (today + datetime.timedelta(days=7)).isoformat()
    told = icm(asked, "waive", "CR30", "--return", "collaboration_register", "--until", until, *WHY)
    assert told.code == 0, told.err
    assert is_matched() and states(asked) == ["new", "waived"] and not is_matched()
    assert is_matched(today + datetime.timedelta(days=8)), "the waiver has ended"
    assert states(asked)[2:] == ["still there"]
    icm(asked, "match", "--same", "kent-7", "se-forensics", *WHY)
    assert is_matched() and states(asked)[3:] == ["fixed"] and not is_matched()
    asked.receive("c.xlsx", register("Essex's own", "Essex Police", "essex-1", "Another title"))
    assert is_matched() and not is_matched()


@pytest.mark.parametrize(("word", "national"), [("--same", "kent-7"), ("--different", "se-forensics")])
def test_steward_decision_resolves_match(asked, word, national):
    told = icm(asked, "match", word, "kent-7", "se-forensics", *WHY)
    assert told.code == 0, told.err
    assert agreements(asked) == {"kent-7": "kent-7", "se-forensics": national}, "the later register's id stands"
    assert states(asked) == ["new", "fixed"]
    assert status(asked) == "accepted"


def test_the_last_word_counts_and_both_are_kept(asked):
    icm(asked, "match", "--same", "kent-7", "se-forensics", *WHY)
    assert len(set(agreements(asked).values())) == 1
    icm(asked, "match", "--different", "se-forensics", "kent-7", *WHY)
    assert len(set(agreements(asked).values())) == 2
    assert asked.ask("SELECT kind, decided_by FROM ledger.decisions ORDER BY decision_id") == [
        ("same_agreement", "A Steward"), ("different_agreements", "A Steward"),
    ]  # fmt: skip


def test_a_waived_query_leaves_the_two_apart(asked):
    until = ("--until", "2999-12-31")
    assert icm(asked, "waive", "CR30", "--return", "collaboration_register", *WHY, *until).code == 0
    validate_return(asked.settings, "collaboration_register")
    assert len(set(agreements(asked).values())) == 2
    assert (status(asked), states(asked)[-1]) == ("accepted", "waived")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (("--same", "kent-7", "nothing"), "No current register contains the Agreement ID 'nothing'"),
        (("--same", "kent-7", "kent-7"), "are the same Agreement ID"),
        ((), "Give either --same or --different"),
        (("--same", "a", "b", "--different", "a", "b"), "Give either --same or --different"),
    ],
)
def test_what_cannot_be_said_is_refused_in_words(asked, said, words):
    answer = icm(asked, "match", *said, *WHY)
    assert answer.code == 2
    assert words in " ".join(answer.err.split())
    assert asked.ask("SELECT count(*) FROM ledger.decisions") == [(0,)]


def test_a_decision_needs_its_reason(asked):
    answer = icm(asked, "match", "--same", "kent-7", "se-forensics", "--by", "A Steward")
    assert answer.code == 2 and "--reason is missing" in answer.err


def test_two_agreements_of_one_register_cannot_be_said_to_be_one(hub):
    rows = [register_row("agreements", **{**AGREEMENT, "agreement_id": each}) for each in ("em-x", "em-y")]
    hub.receive("a.xlsx", workbook_bytes(register_sheets(agreements=rows)))
    answer = icm(hub, "match", "--same", "em-x", "em-y", *WHY)
    assert answer.code == 2 and "lists 'em-x' and 'em-y' as two agreements" in " ".join(answer.err.split())
