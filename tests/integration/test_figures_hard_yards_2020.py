"""The six case studies of The Hard Yards (2020), typed here from the document."""

import pytest

from tests.integration.figures import cited

CASE_STUDIES = [
    (
        "Seven Force Strategic Alliance (7F)",
        True,
        "bedfordshire cambridgeshire essex hertfordshire kent norfolk suffolk",
    ),
    ("South West Tri Force", False, "avon-and-somerset gloucestershire wiltshire"),
    ("Major Crime Investigation Team", True, "avon-and-somerset gloucestershire wiltshire"),
    ("East Midlands Criminal Justice Service", True, "leicestershire lincolnshire northamptonshire nottinghamshire"),
    ("All Wales Collaboration", True, "dyfed-powys gwent north-wales south-wales"),
    (
        "North West Underwater Marine Unit",
        True,
        "cheshire cumbria greater-manchester lancashire merseyside north-wales",
    ),
    ("North West Motorway Police Group", True, "cheshire greater-manchester merseyside"),
]


@pytest.mark.parametrize(("title", "is_live", "forces"), cited(CASE_STUDIES, "the-hard-yards-2020"))
def test_case_study_with_its_parties_and_outcome(marts, title, is_live, forces):
    rows = marts(
        "SELECT DISTINCT is_live, stage = 'ended', force_id FROM marts.agreements "
        "JOIN marts.agreement_parties USING (agreement_id) WHERE title = ? AND force_id IS NOT NULL AND NOT has_left",
        title,
    )
    assert {row[:2] for row in rows} == {(is_live, not is_live)}
    assert {force for *_, force in rows} == set(forces.split())


# Benefits and cost analysis: potential savings, £.
@pytest.mark.parametrize(
    ("function", "saving"),
    cited(
        [
            ("Procurement", 11_000_000),
            ("Enterprise resource planning", 10_000_000),
            ("ICT convergence", 10_000_000),
            ("E-recruitment", 743_758),
        ],
        "the-hard-yards-2020 Benefits and cost analysis",
    ),
)
def test_potential_saving_of_a_case_study(marts, function, saving):
    rows = marts(
        "SELECT saving_forecast_gbp, delivered_to_date_gbp FROM marts.business_cases "
        "WHERE source_document = 'the-hard-yards-2020' AND function_name = ?",
        function,
    )
    assert rows == [(saving, None)]


def test_lancashire_has_left_the_motorway_group(marts):
    # the-hard-yards-2020, case study 6: withdrawn, after its own review of 2018; the day is not printed.
    rows = marts(
        "SELECT p.force_id, p.left_date, a.party_count FROM marts.agreement_parties p "
        "JOIN marts.agreements a USING (agreement_id) "
        "WHERE a.title = 'North West Motorway Police Group' AND p.has_left"
    )
    # Cheshire, Merseyside, Greater Manchester and Highways England remain.
    assert rows == [("lancashire", None, 4)]


def test_a_force_that_has_left_no_longer_counts_as_collaborating(marts):
    remaining = marts(
        "SELECT heading_id, count(DISTINCT p.force_id) FROM marts.agreement_functions f "
        "JOIN marts.agreements a USING (agreement_id) JOIN marts.agreement_parties p USING (agreement_id) "
        "WHERE a.is_live AND NOT p.has_left AND heading_id IS NOT NULL GROUP BY heading_id"
    )
    counted = marts("SELECT heading_id, forces_collaborating FROM variation.collaboration_coverage")
    assert {heading: forces for heading, forces in counted if forces} == {
        heading: forces for heading, forces in remaining if forces
    }
