"""Sentences and strips of a force's page."""

from decimal import Decimal

import pytest

from orchestration.publication.site.charts.strip import strip
from orchestration.publication.site.forces import in_unit
from orchestration.publication.site.sentences import forces


def plain(text):
    return str(text).replace("\u00a0", " ")


def compared(value, average, **changed):
    given = {"forces_in_average": 41, "place": (32, 43), "area": "London"} | changed
    return plain(forces.how_it_compares("Kent", "budgeted", value, "2017/18", average, **given))


def test_a_force_is_compared_with_the_average_and_ranked():
    assert compared(167.41, 181.42) == (
        "Kent budgeted £167 per head in 2017/18, £14.01 (7.7%) less than the average of the 41 forces outside London. "
        "It ranks 32nd highest of 43."
    )
    assert "£10.00 (10%) more than the average of the 43 forces. It ranks the highest of 43." in compared(
        110, 100, forces_in_average=43, place=(1, 43), area=""
    )


def test_a_force_is_not_compared_without_an_average_or_ranked_without_a_rank():
    assert compared(167.41, None) == "Kent budgeted £167 per head in 2017/18. Too few forces reported for an average."
    assert compared(100, 100, place=None).endswith("as much as the average of the 41 forces outside London.")
    assert forces.not_compared("City of London", 10_849).startswith("City of London has 10,849 residents")


@pytest.mark.parametrize(
    ("above", "below", "sentence"),
    [
        (("Training", 931_345), ("ICT", Decimal("-3135461.99")),
         "Its largest gap above the average is in training (£931,000) and its largest gap below the average is in ICT "
         "(£3.1 million)."),
        (None, ("ICT", -3_135_461), "Its largest gap below the average is in ICT (£3.1 million)."),
        (None, None, ""),
    ],
)  # fmt: skip
def test_the_largest_gaps_are_named_on_each_side(above, below, sentence):
    assert plain(forces.largest_gaps(above, below)) == sentence


def test_headings_divided_differently_are_netted():
    said = forces.netted([("Neighbourhood policing", 43_648_886), ("Incident response", -45_260_498)], -1_611_612)
    assert said == (
        "Neighbourhood policing (+£44m) and incident response (−£45m): forces divide the same work differently between "
        "these headings. Together the gap is −£1.6m."
    )
    assert "Together" not in forces.netted([("A b", 1), ("C d", -1)], None)


def test_what_is_owed_is_counted_by_kind():
    assert forces.owed(0, 0) == "No explanation is outstanding."
    assert forces.owed(3, 0).startswith(
        "Explanations outstanding: 3 on headings on which many other forces collaborate."
    )
    assert "and 18 on figures far from those of other forces" in forces.owed(3, 18)


def test_a_strip_has_a_tick_per_force_and_a_dot_for_the_force():
    drawn = str(strip([0.5, 1.0, 3.0], [1.5], 2.0, "said"))
    assert drawn.count("V17") == 3 and drawn.count("V19") == 1
    assert "M1000 7" in drawn, "a value beyond the scale is drawn at its edge"
    assert 'cx="80.0%"' in drawn and 'class="beyond"' not in drawn and 'aria-label="said"' in drawn
    assert "3.1×" in strip([], [], 3.1, "")
    assert "circle" not in strip([1.0], [], None, "")


def test_values_are_written_in_the_unit_of_their_measure():
    assert in_unit(2.305, "GBP per head") == "£2.31"
    assert in_unit(-12.4, "per cent") == "−12%"
    assert in_unit(-3237.187, "Herfindahl index, 0 to 10,000") == "−3,237.19"
