"""A long table of which many rows fail one rule: each is counted, the first are listed, and a note says so."""

import pytest

from orchestration.validation import sql_suites, suites
from orchestration.validation.sql_suites import ROWS_FOR_SQL
from tests.small_hub import funding

LISTED = 3


@pytest.fixture
def long_hub(hub, monkeypatch):
    """A hub to which ten rows are many, and which lists three that fail."""
    monkeypatch.setattr(suites, "ROWS_FOR_SQL", 10)
    monkeypatch.setattr(sql_suites, "ROWS_LOCATED", LISTED)
    return hub


def below_nothing(rows):
    return funding(*[(row, 1, "-1") for row in range(1, rows + 1)])


def failing_rows(hub):
    return hub.ask("SELECT sum(rows_failing) FROM ledger.rule_results WHERE rule_id = 'V04'")[0][0]


def test_rows_beyond_those_listed_are_counted_and_said(long_hub):
    assert long_hub.receive("police_funding_extract_2025_26.csv", below_nothing(40)) == "rejected"
    assert len(long_hub.findings("V04")) == LISTED
    ((_, cell, value, sentence),) = long_hub.findings("R21")
    assert (cell, value) == ("B", "40")
    assert sentence == (
        "police_funding_extract_2025_26.csv, column B: 40 rows fail rule V04. The first 3 of them are listed."
    )
    assert failing_rows(long_hub) == 40


def test_where_all_are_listed_nothing_more_is_said(long_hub):
    assert long_hub.receive("police_funding_extract_2025_26.csv", below_nothing(LISTED)) == "rejected"
    assert len(long_hub.findings("V04")) == LISTED == failing_rows(long_hub)
    assert long_hub.findings("R21") == []


def test_a_table_of_usual_length_lists_every_row(hub):
    assert ROWS_FOR_SQL > 43
    hub.receive("police_funding_extract_2025_26.csv", below_nothing(40))
    assert len(hub.findings("V04")) == 40 == failing_rows(hub)
    assert hub.findings("R21") == []


def test_the_note_goes_when_what_it_told_of_is_mended(long_hub):
    long_hub.receive("police_funding_extract_2025_26.csv", below_nothing(40))
    assert long_hub.receive("police_funding_extract_2025_26.csv", funding()) == "accepted"
    states = long_hub.ask(
        "SELECT state, count(*) FROM ledger.finding_history WHERE submission_id = 'S000002' GROUP BY 1"
    )
    assert states == [("fixed", LISTED + 1)]
