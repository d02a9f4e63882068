"""A file sent again after another one: it is a duplicate of the current version only, and otherwise goes back to it."""

import pytest

from tests.returns import workforce
from tests.small_hub import FORCES, funding, workforce_rows

LOCAL = {"heading_name": "Local policing", "police_officer_fte": 100.5, "police_staff_fte": 20}
ROADS = {"heading_name": "Road policing", "police_officer_fte": 10, "police_staff_fte": 2}


def states(hub):
    """File name and state of every line, in the order they came."""
    return hub.ask("SELECT file_name, status FROM ledger.submissions ORDER BY submission_id")


def values(hub):
    """Officers of the version that is current."""
    return hub.ask(
        "SELECT police_officer_fte__value FROM raw.workforce__functions INNER JOIN ledger.submissions "
        "ON submission_id = _submission_id WHERE status LIKE 'accepted%'"
    )


def test_an_earlier_file_sent_again_under_another_name_is_the_new_version(hub):
    assert hub.receive("1.xlsx", workforce(LOCAL)) == "accepted"
    assert hub.receive("2.xlsx", workforce(ROADS)) == "accepted"
    assert hub.receive("3.xlsx", workforce(LOCAL)) == "accepted"
    assert states(hub) == [("1.xlsx", "superseded"), ("2.xlsx", "superseded"), ("3.xlsx", "accepted")]
    assert values(hub) == [("100.5",)] and hub.findings("F10") == []
    # And now it is the current one, so that a copy of it is a duplicate, and a copy of the other is not.
    assert hub.receive("4.xlsx", workforce(LOCAL)) == "duplicate"
    assert hub.receive("5.xlsx", workforce(ROADS)) == "accepted"


def test_a_file_that_is_overwritten_and_then_put_back_is_the_new_version(hub):
    for content, officers in ((LOCAL, "100.5"), (ROADS, "10"), (LOCAL, "100.5"), (ROADS, "10")):
        assert hub.receive("workforce.xlsx", workforce(content)) == "accepted"
        assert values(hub) == [(officers,)]
    assert hub.receive("workforce.xlsx", workforce(ROADS)) == "accepted"
    assert len(states(hub)) == 4  # what still lies there is not received again


def test_the_files_of_one_load_are_taken_in_their_order(hub):
    for name, content in {"1.xlsx": LOCAL, "2.xlsx": ROADS, "3.xlsx": LOCAL, "4.xlsx": LOCAL}.items():
        (hub.settings.landing / name).write_bytes(workforce(content))
    hub.load()
    assert [status for _, status in states(hub)] == ["superseded", "superseded", "accepted", "duplicate"]
    assert values(hub) == [("100.5",)]


def test_a_rejected_file_between_two_copies_leaves_the_second_a_duplicate(hub):
    hub.receive("1.xlsx", workforce(LOCAL))
    assert hub.receive("2.xlsx", workforce({**LOCAL, "police_officer_fte": "many"})) == "rejected"
    assert hub.receive("3.xlsx", workforce(LOCAL)) == "duplicate"


def test_an_earlier_file_sent_again_is_current_again_whatever_its_date(hub):
    hub.receive("1.xlsx", workforce(LOCAL, Completed_on="2023-06-01"))
    hub.receive("2.xlsx", workforce(ROADS, Completed_on="2023-06-20"))
    assert hub.receive("3.xlsx", workforce(LOCAL, Completed_on="2023-06-01")) == "accepted_with_queries"
    assert values(hub) == [("100.5",)]
    ((_, _, _, sentence),) = hub.findings("R22")
    assert sentence == (
        "3.xlsx is identical to version 1 (1.xlsx), which was replaced by version 2 (2.xlsx) of a later date. "
        "It is current again."
    )


@pytest.mark.parametrize("again", ["police-workforce-open-data-2022-07-27.xlsx", "old-2022-07-27.xlsx"])
def test_an_older_edition_of_a_national_table_never_comes_back_by_itself(hub, again):
    older = workforce_rows(FORCES, 2022, cells={(0, "Total (FTE)"): 1})
    newer = workforce_rows(FORCES, 2023)
    hub.receive("police-workforce-open-data-2022-07-27.xlsx", older)
    hub.receive("police-workforce-open-data-2023-07-26.xlsx", newer)
    hub.receive(again, older)
    assert dict(states(hub))["police-workforce-open-data-2023-07-26.xlsx"] == "accepted"


def test_a_national_table_without_an_edition_goes_back_like_a_return(hub):
    right, wrong = funding(), funding((1, 1, 5))
    assert hub.receive("police_funding_2025_26.csv", right) == "accepted"
    assert hub.receive("police_funding_new_2025_26.csv", wrong).startswith("accepted")
    assert hub.receive("police_funding_again_2025_26.csv", right).startswith("accepted")
    assert [status for _, status in states(hub)][:2] == ["superseded", "superseded"]
