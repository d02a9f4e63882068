"""Sentences of the pages of functions, and the form in which values of a measure are written."""

import pytest

from orchestration.publication.site.number_forms import difference, form_of, with_unit, written
from orchestration.publication.site.sentences import headings

PER_HEAD = {"kind": "per_head", "digits": 0, "before": "£", "unit": " per head", "points": False}
SHARE = {"kind": "percent", "digits": 1, "before": "", "unit": "", "points": True}
METHOD = {"weighted": False, "london_out": True, "peers": False}
VIEW = {
    "verb": "budgeted", "phrase": "human resources", "label": "human resources: posts", "form": PER_HEAD,
    "gap_unit": "GBP", "per_person": True, "year": "2017/18", "method": METHOD, "average": 2.2, "counted": 41,
    "why": "", "p10": 1.62, "p90": 2.81, "opportunity": 8_422_514, "not_comparable": "", "reporting": 43,
    "outside": ["City of London", "Metropolitan Police"], "force": "Kent", "value": 1.685, "rank": 38,
    "difference": -0.512, "pct": -23.31, "gap": -932_837, "in_average": True, "state": "reported",
    "state_words": "reported", "ground": None,
}  # fmt: skip


def plain(text):
    return text.replace("\u00a0", " ")


def position(**changed):
    return plain(headings.position(VIEW | changed))


@pytest.mark.parametrize(
    ("unit", "denominator", "family", "scale", "value", "text"),
    [
        ("GBP per head", "people", "expenditure_per_head", 1, 1.685, "£1.69 per head"),
        ("GBP per FTE", "FTE", "cost_per_fte", 1, 48_213.4, "£48,213 per FTE"),
        ("per cent", "FTE", "workforce_share", 100, 9.96, "10%"),
        ("FTE per 1,000 people", "people", "workforce_per_population", 1000, 1.9345, "1.93 FTE per 1,000 people"),
        ("FTE per 1,000 people", "people", "heading_workforce_per_population", 1000, 0.0335,
         "0.034 FTE per 1,000 people"),
        ("FTE per FTE", "FTE", "support_function", 1, 88.84, "88.8 FTE per post"),
        ("Herfindahl index, 0 to 10,000", "GBP", "procurement", 10000, 512.4, "512 Herfindahl index, 0 to 10,000"),
    ],
)  # fmt: skip
def test_values_are_written_in_the_form_of_their_measure(unit, denominator, family, scale, value, text):
    form = form_of({"unit": unit, "denominator_unit": denominator, "family": family, "scale": scale})
    assert with_unit(form, value) == text


def test_difference_of_percentages_is_in_points():
    assert plain(difference(SHARE, -2.34, plus=True)) == "−2.3 percentage points"
    assert difference(PER_HEAD, 0.5, plus=True) == "+£0.50"
    assert written(SHARE, 2.34) == "2.3%"


def test_position_gives_value_difference_rank_and_gap():
    assert position() == (
        "Kent budgeted £1.69 per head on human resources in 2017/18, £0.51 (23%) less than the average of the "
        "41 forces outside London. It is the 38th highest of the 43 forces that reported. Over its population the gap "
        "is £933,000 below the average."
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"rank": 1}, "It is the highest of the 43 forces that reported."),
        ({"rank": 43}, "It is the lowest of the 43 forces that reported."),
        ({"rank": 42}, "It is the 42nd highest of the 43 forces that reported."),
        ({"difference": 0.004}, "in 2017/18, the same as the average of the 41 forces outside London."),
        ({"difference": 0.005}, "£0.01 (23%) more than the average"),
        ({"pct": None}, "£0.51 less than the average"),
        ({"in_average": False}, "It is not counted in this average."),
        ({"gap_unit": "FTE", "gap": 53}, "The gap is 53 FTE above the average."),
        ({"per_person": False, "gap": 1_250_000}, "In total the gap is £1.3 million above the average."),
        ({"not_comparable": "8 report nil."}, "so the difference does not show cost."),
        ({"average": None, "why": "Forces that reported: 4; a statistic needs 5."}, "There is no average. Forces that"),
        ({"ground": "Counted twice."}, "not counted in the average or the ranks: Counted twice."),
        ({"verb": None}, "Kent had £1.69 per head in 2017/18 (human resources: posts), £0.51"),
        ({"method": METHOD | {"london_out": False, "weighted": True}, "counted": 43},
         "the weighted average of the 43 forces, London included."),
        ({"method": METHOD | {"peers": True, "weighted": True}, "counted": 6}, "the weighted average of its 6 peers."),
    ],
)  # fmt: skip
def test_position_says_what_is_particular(changed, said):
    assert said in position(**changed)


def test_figure_that_does_not_compare_has_no_gap():
    assert "the gap is" not in position(not_comparable="8 report nil.")


def test_missing_and_unverified_figures_are_never_compared():
    assert position(value=None, state="not_provided", state_words="not provided by this force") == (
        "Kent has no figure for human resources in 2017/18: not provided by this force."
    )
    assert position(state="unverified", state_words="unverified", rank=None) == (
        "Kent budgeted £1.69 per head on human resources in 2017/18. The figure is unverified. It is shown but not "
        "counted in the average or the ranks."
    )


def test_spread_gives_the_range_and_what_it_is_worth():
    assert plain(headings.spread(VIEW)) == (
        "The middle 80% of forces outside London budgeted £1.62 to £2.81 per head on human resources in 2017/18; the "
        "average is £2.20. Forces above the average budgeted £8.4 million more than at the average."
    )
    marked = headings.spread(VIEW | {"not_comparable": "8 of 41 report nil."})
    assert marked.endswith("This heading is not like for like. 8 of 41 report nil.") and "million" not in marked
    assert headings.spread(VIEW | {"average": None, "why": "Too few."}) == (
        "There is no average for human resources in 2017/18. Too few."
    )


def test_counted_says_whether_london_is_in_the_average():
    assert headings.counted(VIEW) == (
        "London is not counted: City of London and Metropolitan Police are shown, but the average is of the 41 forces "
        "outside London."
    )
    assert "Metropolitan Police is shown" in headings.counted(VIEW | {"outside": ["Metropolitan Police"]})
    all_forces = VIEW | {"method": METHOD | {"london_out": False}, "counted": 43, "outside": []}
    assert headings.counted(all_forces) == "London is counted: the average is of all 43 forces that reported."


def test_uncounted_names_the_reason_and_what_is_known():
    assert headings.uncounted("City of London", "£170 per head", "reported", "reported", None, ["Few residents."]) == (
        "City of London, £170 per head",
        "The average leaves London out. Few residents.",
    )
    assert headings.uncounted("Gwent", None, "not_reported", "not reported", None, []) == (
        "Gwent, no figure",
        "Not reported.",
    )


def test_sharing_never_takes_no_record_for_no_work():
    assert headings.sharing("ICT", 5, 13, 43) == "13 of 43 forces share work on ICT in 5 live agreements."
    assert "1 live agreement." in headings.sharing("ICT", 1, 3, 43)
    assert headings.sharing("estates", 0, 0, 43).endswith("That does not mean that there is none.")


@pytest.mark.parametrize(("name", "phrase"), [("Human resources", "human resources"), ("ICT", "ICT"), ("PCC", "PCC")])
def test_names_of_headings_begin_small_inside_a_sentence(name, phrase):
    assert headings.phrase_of(name) == phrase
