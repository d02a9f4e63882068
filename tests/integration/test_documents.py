"""What five documents decided and recommended, read in them: the shipped board file in, the release out."""

import datetime

import pytest

SUPPORT = "support-functions/"
# Getting Together (2009), section 4: proposal, level of support, headings it is about.
PROPOSALS = {
    "2009-proposal-1": (3, ["investigations/serious-and-organised-crime"]),
    "2009-proposal-2": (4, ["investigations/serious-and-organised-crime"]),
    "2009-proposal-3": (1, [f"{SUPPORT}finance", f"{SUPPORT}human-resources"]),
    "2009-proposal-4": (3, [f"{SUPPORT}procurement"]),
}
THREE = "National Police Chiefs' Council lead, College of Policing and Home Office"
# Recommendations that a document lists; chapter 4 of 2010 makes its own in its paragraphs.
NUMBERED = {"getting-together-2009": 4, "working-together-2013": 5, "bch-collaboration-update-2018": 1}


@pytest.mark.parametrize(("proposal", "level", "headings"), [(key, *rest) for key, rest in PROPOSALS.items()])
def test_a_proposal_of_2009_is_a_decision_with_its_level_and_its_source(marts, proposal, level, headings):
    rows = marts(
        "SELECT heading_id, level_of_support, is_in_force, source_document, source_place LIKE 'section 4.%', "
        "decided_by LIKE 'Her Majesty''s Inspectorate%' FROM marts.level_of_support_decisions "
        "WHERE decision_id LIKE ? || '%' ORDER BY heading_id",
        proposal,
    )
    assert rows == [(heading, level, True, "getting-together-2009", True, True) for heading in headings]


def test_the_decisions_are_published_fact_and_not_made_up(marts):
    assert marts(
        "SELECT DISTINCT s.is_illustrative, s.status, s.publisher IS NOT NULL "
        "FROM marts.level_of_support_decisions JOIN quality.submissions AS s USING (submission_id)"
    ) == [(False, "accepted", True)]
    assert marts("SELECT holds_illustrative_data FROM release.releases ORDER BY published_at DESC LIMIT 1") == [
        (False,)
    ]


def test_where_two_proposals_are_about_one_heading_the_higher_level_is_its_level_now(marts):
    found = marts(
        "SELECT DISTINCT heading_id, level_of_support_now FROM variation.level_of_support_evidence "
        "WHERE level_of_support_now IS NOT NULL ORDER BY 1"
    )
    assert found == [
        ("investigations/serious-and-organised-crime", 4), (f"{SUPPORT}finance", 1), (f"{SUPPORT}human-resources", 1),
        (f"{SUPPORT}procurement", 3),
    ]  # fmt: skip


def test_every_document_has_its_recommendations(marts):
    found = dict(marts("SELECT source_document, count(*) FROM marts.recommendations GROUP BY 1"))
    assert {document: found[document] for document in NUMBERED} == NUMBERED
    assert marts(
        "SELECT source_place, owner, deadline FROM marts.recommendations "
        "WHERE source_document = 'the-hard-yards-2020' ORDER BY source_place"
    ) == [
        ("Recommendation 1", THREE, datetime.date(2021, 3, 1)),
        ("Recommendation 2, first bullet", THREE, datetime.date(2021, 3, 1)),
        ("Recommendation 2, second bullet", "Police forces without an effective system", None),
    ]  # fmt: skip
    assert found["policing-in-the-21st-century-2010"] > 0 and len(found) == 5


def test_an_outcome_has_a_source_and_a_missing_one_has_a_reason(marts):
    assert marts(
        "SELECT count(*) FROM marts.recommendations WHERE (outcome IS NULL) <> (outcome_source IS NULL) "
        "OR (outcome IS NULL) <> (outcome_missing_reason IS NOT NULL) OR has_recorded_outcome = (outcome IS NULL)"
    ) == [(0,)]
    assert marts("SELECT count(outcome) > 0, count(*) > count(outcome) FROM marts.recommendations") == [(True, True)]


def test_an_agreement_that_a_recommendation_is_about_is_in_a_register(marts):
    assert marts(
        "SELECT DISTINCT agreement_id, agreement_id IN (SELECT agreement_id FROM marts.agreements) "
        "FROM marts.recommendations WHERE agreement_id IS NOT NULL ORDER BY 1"
    ) == [("bch-programme", True), ("em-programme", True)]
