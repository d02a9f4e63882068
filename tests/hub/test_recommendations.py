"""Recommendations in the file of a board: each fault is told with its cell, and what nearly is one passes."""

import pytest

from tests.board_cases import board, level, recommendation

FAULTS = {
    "no owner": (recommendation(owner=None), "V01", "E2"),
    "no document": (recommendation(source_document=None), "V01", "B2"),
    "unknown document": (recommendation(source_document="the-hard-yards-2021"), "V02", "B2"),
    "unknown outcome": (recommendation(outcome="done", outcome_source="Minutes"), "V02", "G2"),
    "unknown heading": (recommendation(heading_name="Fleet of foot"), "V02", "J2"),
    "deadline in words": (recommendation(deadline="next spring"), "V05", "F2"),
}
NEARLY = {
    "document in capitals": recommendation(source_document="The-Hard-Yards-2020"),
    "deadline to the month": recommendation(deadline="2021-03"),
    "deadline to the year": recommendation(deadline="2021"),
    "heading by its id": recommendation(heading_name="support-functions/fleet"),
    "outcome in capitals": recommendation(outcome="IMPLEMENTED", outcome_source="Minutes"),
    "neither deadline nor outcome": recommendation(),
}


@pytest.mark.parametrize(("row", "rule_id", "cell"), FAULTS.values(), ids=FAULTS)
def test_a_fault_of_a_recommendation_is_told_with_its_cell(hub, row, rule_id, cell):
    hub.receive("board.xlsx", board([level()], recommendations=[row]))
    assert hub.ask("SELECT rule_id, sheet, cell FROM ledger.findings WHERE severity <> 'note'") == [
        (rule_id, "Recommendations", cell)
    ]


@pytest.mark.parametrize("row", NEARLY.values(), ids=NEARLY)
def test_what_is_nearly_a_fault_is_accepted(hub, row):
    assert hub.receive("board.xlsx", board([level()], recommendations=[row])) == "accepted"
    assert hub.ask("SELECT count(*) FROM raw.board_decisions__recommendations") == [(1,)]


def test_two_rows_of_one_recommendation_are_told(hub):
    hub.receive("board.xlsx", board(recommendations=[recommendation(), recommendation(owner="Home Office")]))
    assert ("R08",) in hub.ask("SELECT rule_id FROM ledger.findings")


def test_a_board_file_without_the_sheet_still_loads(hub):
    assert hub.receive("board.xlsx", board([level()])) == "accepted"
    assert hub.ask("SELECT count(*) FROM raw.board_decisions__levels") == [(1,)]
    assert hub.ask("SELECT count(*) FROM raw.board_decisions__recommendations") == [(0,)]


def test_a_decision_may_cite_a_document_that_the_hub_knows(hub):
    cited = level(source_document="getting-together-2009", source_place="section 4.4, proposal 4")
    assert hub.receive("a.xlsx", board([cited])) == "accepted"
    hub.receive("b.xlsx", board([level(source_document="a-better-deal")], name="Another board"))
    assert hub.findings("V02") != []
