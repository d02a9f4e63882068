"""Decisions of a board, words of forces, content of cases, and what a heading leads to: landed rows in, tables out."""

from datetime import date

import pytest

from orchestration.answers.heading import UnknownHeading, guide_of
from tests.board_cases import context, explanation, left_out, level, recommendation
from tests.landed import built

CITED = {"source_document": "d", "source_place": "p"}
MODELS = (
    "level_of_support_decisions", "collaboration_explanations", "explanations_owed", "outlier_contexts",
    "business_case_quality", "business_case_completeness", "heading_guide",
    "statistic_exclusions", "recommendations",
)  # fmt: skip
TOGETHER = ("Essex", "Suffolk", "Norfolk", "Bedfordshire", "Hertfordshire", "Cambridgeshire", "Surrey", "Sussex",
            "Hampshire", "Dorset")  # fmt: skip


def land_board(landing):
    def file(as_at, levels, **facts):
        facts = {"variant": "National board", "edition": as_at, **facts}
        submission = landing.submission("board_decisions", None, None, **facts)
        about = {"Board": "National board", "As at": as_at}
        landing.rows(submission, "board_decisions", "about", *({"item": k, "value": v} for k, v in about.items()))
        landing.rows(submission, "board_decisions", "levels", *levels)
        return submission

    file("2023-06-30", [level("gone")], status="superseded")
    current = file(
        "2024-06-30",
        [
            level("fleet-0", decided_on="2022-03-01", level_of_support=1),
            level("fleet-1", supersedes_decision_id="fleet-0"),
            level("unit", subject="agreement", agreement_id="unit", heading_name="Fleet", level_of_support=4),
            level("support", heading_name="support functions", level_of_support=3),
        ],
    )
    landing.rows(
        current, "board_decisions", "explanations",
        explanation("Kent Police"),
        explanation("Durham", review_date="2024-05-31"),
        explanation("Cleveland", heading_name="Support functions"),
    )  # fmt: skip
    landing.rows(
        current, "board_decisions", "contexts",
        context(), context(context="Also polices the tunnel", given_on="2024-06-01"),
    )  # fmt: skip
    landing.rows(
        current, "board_decisions", "exclusions",
        left_out("Kent Police", return_id="workforce", heading_name="Fleet"),
        left_out("Essex", measure_id=None, return_id="workforce", ended_on="2024-06-30"),
        left_out("Surrey", measure_id=None, return_id="workforce", ended_on="2024-06-29"),
    )  # fmt: skip
    # The file stands at 30 June 2024: a deadline of June 2024 ends with that day, one of May has gone by.
    done = {"outcome": "implemented", "outcome_on": "2023-11", "outcome_source": "Minutes of November 2023"}
    landing.rows(
        current, "board_decisions", "recommendations",
        recommendation("open", heading_name="fleet", agreement_id="unit"),
        recommendation("due-in-june", deadline="2024-06"),
        recommendation("due-in-may", deadline="2024-05"),
        recommendation("due-in-2024", deadline="2024"),
        recommendation("due-in-2023", deadline="2023"),
        recommendation("done", deadline="2023", **done),
        recommendation("in-part", deadline="2023-12-31", outcome="partly_implemented", outcome_source="Minutes"),
    )  # fmt: skip
    another = landing.submission("board_decisions", None, None, variant="Another board", edition="2024-01-31")
    landing.rows(another, "board_decisions", "about", {"item": "As at", "value": "2024-01-31"})
    landing.rows(
        another, "board_decisions", "recommendations",
        recommendation("open", owner="Superseded by the later file"), recommendation("elsewhere"),
    )  # fmt: skip


def land_register(landing):
    register = landing.submission("collaboration_register", None, None, form_id="register", variant="X")

    def rows(table, *given):
        landing.rows(register, "collaboration_register", table, *({**CITED, **row} for row in given))

    agreement = {"programme": "X", "style": "joint_venture", "legal_basis": "s22A", "scale": "regional"}
    rows(
        "agreements",
        {**agreement, "agreement_id": "unit", "title": "Joint fleet unit", "stage": "live", "start_date": "2012-04"},
        {**agreement, "agreement_id": "old", "title": "Joint workshop", "stage": "ended"},
    )  # fmt: skip
    party = {"agreement_id": "unit", "party_type": "force", "role": "partner"}
    rows("parties", *({**party, "party_name": name} for name in TOGETHER))
    filed = {"function_name": "Vehicles", "heading_name": "Fleet"}
    rows("functions", *({**filed, "agreement_id": name} for name in ("unit", "old")))
    rows("contacts", {"agreement_id": "unit", "contact_post": "Head of fleet", "address": "fleet@example.org"})
    rows(
        "lessons",
        {"agreement_id": "old", "theme": "ict", "lesson": "Buy one system first"},
        {"agreement_id": "unit", "theme": "threshold", "lesson": "Say who pays", "heading_name": "Procurement"},
        {"theme": "ict", "lesson": "Start small"},
    )
    case = {"function_name": "Vehicles", "case_stage": "approved"}
    rows(
        "business_cases",
        {**case, "case_id": "a", "agreement_id": "unit", "costs_stated": "stated", "exit_stated": "absent",
         "effect_on_public": "partly", "effect_on_workforce": "not_examined"},
        {**case, "case_id": "b", "agreement_id": "old"},
    )  # fmt: skip


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    folder = tmp_path_factory.mktemp("board")
    with built(folder, (land_board, land_register), MODELS) as connection:
        yield folder / "warehouse.duckdb", lambda query, *values: connection.execute(query, list(values)).fetchall()


@pytest.fixture(scope="module")
def ask(warehouse):
    return warehouse[1]


def test_a_decision_is_superseded_and_never_written_over(ask):
    asked = "SELECT level_of_support, level_name FROM marts.level_of_support_decisions WHERE heading_id = ? AND ? >= "
    asked += "valid_from AND (valid_to IS NULL OR ? <= valid_to)"
    for day, found in ((date(2024, 2, 29), (1, "Monitor")), (date(2024, 3, 1), (2, "Encourage"))):
        assert ask(asked, "support-functions/fleet", day, day) == [found]
    in_force = ask("SELECT decision_id FROM marts.level_of_support_decisions WHERE is_in_force ORDER BY 1")
    assert in_force == [("fleet-1",), ("support",), ("unit",)]
    assert ask("SELECT heading_id, agreement_id FROM marts.level_of_support_decisions WHERE decision_id = 'unit'") == [
        (None, "unit")
    ]


def test_who_does_not_collaborate_owes_an_explanation_until_it_gives_one(ask):
    owing = dict(ask("SELECT force_id, last_explained_on FROM marts.explanations_owed"))
    assert {"kent", "cleveland", "essex"}.isdisjoint(owing)
    assert owing["durham"] == date(2024, 5, 1) and owing["lancashire"] is None
    assert len(owing) == 43 - len(TOGETHER) - 2
    assert ask(
        "SELECT DISTINCT heading_id, forces_collaborating, forces_asked_from, first_agreement_start_date "
        "FROM marts.explanations_owed"
    ) == [("support-functions/fleet", 10, 10, date(2012, 4, 1))]


def test_the_last_word_of_a_force_on_a_figure_is_marked(ask):
    assert ask("SELECT heading_id, context, is_latest FROM marts.outlier_contexts ORDER BY given_on") == [
        ("all-functions", "Polices the Channel ports", False), ("all-functions", "Also polices the tunnel", True),
    ]  # fmt: skip


def test_what_is_left_out_is_a_measure_or_a_whole_return_until_it_ends(ask):
    asked = "SELECT force_id, return_id, measure_id, heading_id, ground, is_in_force FROM marts.statistic_exclusions "
    assert ask(asked + "ORDER BY force_id") == [
        ("essex", "workforce", None, None, "Counted twice", True),
        ("kent", None, "officers_per_1000_population", "support-functions/fleet", "Counted twice", True),
        ("surrey", "workforce", None, None, "Counted twice", False),
    ]


def test_a_recommendation_is_overdue_once_its_printed_period_is_past_and_nothing_closes_it(ask):
    found = dict(ask("SELECT recommendation_id, is_overdue FROM marts.recommendations"))
    assert found == {
        "open": None, "elsewhere": None, "due-in-june": False, "due-in-may": True, "due-in-2024": False,
        "due-in-2023": True, "done": False, "in-part": True,
    }  # fmt: skip


def test_an_outcome_that_nobody_recorded_is_said_to_be_missing(ask):
    asked = (
        "SELECT owner, document_title, heading_id, agreement_id, has_recorded_outcome, outcome, outcome_on, "
        "outcome_on_precision, outcome_missing_reason FROM marts.recommendations WHERE recommendation_id = ?"
    )
    title = "The Hard Yards: Police-to-police collaboration"
    assert ask(asked, "open") == [
        ("Police forces", title, "support-functions/fleet", "unit", False, None, None, None,
         "No outcome has been recorded."),
    ]  # fmt: skip
    assert ask(asked, "done") == [
        ("Police forces", title, None, None, True, "implemented", date(2023, 11, 1), "month", None)
    ]


def test_a_case_is_held_against_what_is_asked_of_it_and_nothing_is_guessed(ask):
    states = dict(ask("SELECT element, state FROM marts.business_case_quality WHERE case_id = 'a'"))
    assert len(states) == 7
    assert (states["costs_stated"], states["effect_on_workforce"], states["risks_of_going_ahead"]) == (
        "stated", "not_examined", "not_reported",
    )  # fmt: skip
    assert ask(
        "SELECT case_id, elements_stated, elements_not_examined, gaps, is_isolated "
        "FROM marts.business_case_completeness ORDER BY 1"
    ) == [("a", 1, 4, "Effect on the public (in part); Exit", True), ("b", 0, 7, None, True)]


def test_from_a_heading_one_query_leads_to_everything(ask):
    found = ask(
        "SELECT kind, item_id, title, contact_post FROM marts.heading_guide WHERE heading_id = ? ORDER BY place",
        "support-functions/fleet",
    )
    assert [row[0] for row in found] == [
        "live_agreement", "contact", "lesson", "decision", "decision", "decision", "explanation", "explanation",
    ]  # fmt: skip
    assert found[0][1:] == ("unit", "Joint fleet unit", "Head of fleet")
    assert found[2][2] == "People and policies"
    assert [row[1] for row in found[3:6]] == ["fleet-1", "support", "unit"]
    # Its own heading, and not that of its agreement, is where a lesson is filed.
    assert ask(
        "SELECT text_given FROM marts.heading_guide WHERE heading_id = 'support-functions/procurement' "
        "AND kind = 'lesson'"
    ) == [("Say who pays",)]


def test_a_heading_is_found_by_its_name_and_a_misspelt_one_is_offered(warehouse):
    database, _ = warehouse
    guide = guide_of(database, " FLEET")
    assert guide.heading_id == "support-functions/fleet"
    assert guide.items[0].parties == ", ".join(sorted(TOGETHER))
    assert len(guide_of(database, "Support functions").items) > len(guide.items) - 3
    with pytest.raises(UnknownHeading, match="Did you mean 'Fleet'"):
        guide_of(database, "Fleat")
