"""Thresholds: how many rows of a return may be in question, by return and type of release."""

import pytest

from tests.projects import change_seed, own_project
from tests.returns import expenditure, spending
from tests.small_hub import SmallHub

THRESHOLDS, ROUNDS = "quality/thresholds.csv", "reference/collection_rounds.csv"


@pytest.fixture
def hub(tmp_path):
    project = tmp_path / "project"
    project.mkdir()
    hub = SmallHub(tmp_path, own_project(project))
    change_seed(project, THRESHOLDS, {"return_id": "expenditure"}, fewest_rows="10")
    return hub


def in_question(bad, rows=10, year="2022/23", **items):
    """An expenditure return of that many headings, in some of which more is spent in collaboration than at all."""
    with_name = [spending(heading, 1000, 100) for heading in HEADINGS[:rows]]
    for row in with_name[:bad]:
        row["in_collaboration_gbp"] = 2000
    return expenditure(*with_name, year=year, **items)


def headings():
    from orchestration.returns.reference_lists import read_reference_lists
    from orchestration.settings import PROJECT_DIR

    lists = read_reference_lists(PROJECT_DIR / "seeds")
    top = lists.top_headings
    return [name for name in lists.printed["poa_heading_names"] if name.casefold() in top]


HEADINGS = headings()


def test_a_return_of_which_too_much_is_in_question_is_turned_away(hub):
    assert hub.receive("a.xlsx", in_question(2)) == "rejected"
    ((_, _, value, sentence),) = hub.findings("R20")
    assert value == "20.0"
    assert sentence == ("a.xlsx: 20.0% of its rows have an open query. The limit for a final release is 10%.")


def test_a_return_at_the_threshold_is_let_in_with_its_queries(hub):
    assert hub.receive("a.xlsx", in_question(1)) == "accepted_with_queries"
    assert hub.findings("R20") == []


@pytest.mark.parametrize(("release_type", "state"), [("provisional", "accepted_with_queries"), ("final", "rejected")])
def test_a_provisional_release_takes_more_than_a_final_one(hub, release_type, state):
    scope = {"return_id": "expenditure", "financial_year": "2025/26"}
    change_seed(hub.settings.project, ROUNDS, scope, release_type=release_type)
    assert hub.receive("a.xlsx", in_question(2, year="2025/26")) == state


def test_few_rows_are_not_judged_by_their_share(hub):
    assert hub.receive("a.xlsx", in_question(3, rows=9)) == "accepted_with_queries"


def test_a_threshold_holds_from_its_day(hub):
    change_seed(hub.settings.project, THRESHOLDS, {"return_id": "expenditure"}, valid_from="2999-01-01")
    assert hub.receive("a.xlsx", in_question(9)) == "accepted_with_queries"


def test_the_version_in_force_stays_and_a_better_one_mends_it(hub):
    hub.receive("a.xlsx", in_question(0))
    assert hub.receive("b.xlsx", in_question(5)) == "rejected"
    assert hub.ask("SELECT status FROM ledger.submissions WHERE file_name = 'a.xlsx'") == [("accepted",)]
    assert hub.receive("c.xlsx", in_question(1)) == "accepted_with_queries"
    assert hub.ask(
        "SELECT h.state FROM ledger.finding_history AS h JOIN ledger.findings USING (identity) "
        "WHERE rule_id = 'R20' ORDER BY h.recorded_at"
    ) == [("new",), ("fixed",)]


def waive(hub, rule_id):
    from tests.conftest import run_icm

    run_icm(
        "waive", rule_id, "--return", "expenditure", "--force", "Kent", "--year", "2022/23", "--basis", "outturn",
        "--reason", "Checked with the force", "--by", "A Steward", "--until", "2099-12-31",
        "--workspace", hub.settings.workspace,
    )  # fmt: skip


@pytest.mark.parametrize("rule_id", ["EX04", "R20"])
def test_what_is_waived_does_not_count_and_the_threshold_can_be_waived_itself(hub, rule_id):
    hub.receive("a.xlsx", in_question(0))
    waive(hub, rule_id)
    state = "accepted" if rule_id == "EX04" else "accepted_with_queries"
    assert hub.receive("b.xlsx", in_question(5)) == state
