"""Which reports of registers are taken for one agreement, which are asked about, and which id it bears."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.matching.agreements import Decided, match
from orchestration.matching.reports import Report, plain_title
from orchestration.matching.score import read_matching_settings, score, start_likeness
from orchestration.settings import PROJECT_DIR

SETTINGS = read_matching_settings(PROJECT_DIR / "seeds")
UNIT = Report(
    "S1", "em-forensics", "joint forensic unit", frozenset({"kent", "essex"}), frozenset({"forensic"}), "2012"
)


def report(submission_id, agreement_id, **changes):
    return replace(UNIT, submission_id=submission_id, agreement_id=agreement_id, **changes)


def agreements(found):
    """Agreement id as given to the national one; no test gives an id two meanings."""
    return {each.report.agreement_id: each.agreement_id for each in found.reports}


def together(found):
    groups = {}
    for each in found.reports:
        groups.setdefault(each.agreement_id, set()).add((each.report.submission_id, each.report.agreement_id))
    return set(map(frozenset, groups.values()))


@pytest.mark.parametrize(
    ("other", "is_certain", "is_asked"),
    [
        ({"title": "forensic unit joint"}, True, True),
        ({"start": None}, True, True),
        ({"start": "2012-04-01"}, True, True),
        ({"title": "south east crime scene alliance"}, False, True),
        ({"title": "crime scene alliance", "start": "2018"}, False, False),
        ({"parties": frozenset({"kent", "essex", "surrey", "sussex", "hampshire"}), "start": "2019"}, False, False),
    ],
)
def test_a_pair_is_certain_doubtful_or_apart(other, is_certain, is_asked):
    reached = score(UNIT, report("S2", "x", **other), SETTINGS)
    assert (reached >= SETTINGS.certain_score, reached >= SETTINGS.doubtful_score) == (is_certain, is_asked)


def test_a_report_is_wholly_like_itself():
    assert score(UNIT, UNIT, SETTINGS) == 1.0


@pytest.mark.parametrize(("other", "likeness"), [("2012-04", 1), ("2013", 0.5), ("2015-01-01", 0)])
def test_start_dates_are_compared_as_far_as_both_are_printed(other, likeness):
    assert start_likeness("2012", other) == likeness


def test_titles_are_compared_without_the_names_of_the_parties():
    assert plain_title("Kent & Essex: Joint Forensic Unit", ["Kent", "Essex"]) == "joint forensic unit"


def test_the_same_id_in_two_registers_is_the_same_agreement_whatever_else_differs():
    other = report("S2", "em-forensics", title="x", parties=frozenset({"avon"}), functions=frozenset(), start="1999")
    found = match([UNIT, other], SETTINGS)
    assert together(found) == {frozenset({("S1", "em-forensics"), ("S2", "em-forensics")})}
    assert {each.method for each in found.reports} == {"stable_id"}


def test_two_rows_of_one_register_are_never_one_agreement():
    found = match([UNIT, report("S1", "b"), report("S2", "c")], SETTINGS)
    assert len(together(found)) == 2
    assert found.doubts == ()


def test_the_best_pair_is_taken_first():
    near, far = report("S2", "near"), report("S2", "far", title="forensic joint working unit", start="2013")
    assert together(match([UNIT, far, near], SETTINGS)) == {
        frozenset({("S1", "em-forensics"), ("S2", "near")}), frozenset({("S2", "far")}),
    }  # fmt: skip


def test_reports_without_a_shared_function_or_two_parties_are_not_compared():
    assert len(together(match([UNIT, report("S2", "x", functions=frozenset({"dogs"}))], SETTINGS))) == 2
    one_shared = report("S2", "x", parties=frozenset({"kent", "surrey"}))
    assert match([UNIT, one_shared], SETTINGS).doubts == ()


def test_made_up_and_real_reports_are_never_joined():
    assert len(together(match([UNIT, report("S2", "x", is_illustrative=True)], SETTINGS))) == 2


DOUBTFUL = report("S2", "x", title="south east crime scene alliance", order=1)


def test_a_doubtful_pair_stays_apart_and_is_asked_about_on_the_later_register():
    found = match([UNIT, DOUBTFUL], SETTINGS)
    assert len(together(found)) == 2
    ((doubt),) = found.doubts
    assert (doubt.later, doubt.other) == (UNIT, DOUBTFUL)


def test_what_a_steward_says_holds_and_the_last_word_counts():
    same, different = Decided("x", "em-forensics", True), Decided("em-forensics", "x", False)
    joined = match([UNIT, DOUBTFUL], SETTINGS, [different, same])
    assert len(together(joined)) == 1 and joined.doubts == ()
    assert {each.method for each in joined.reports} == {"decided"}
    apart = match([UNIT, report("S2", "x")], SETTINGS, [same, different])
    assert len(together(apart)) == 2 and apart.doubts == ()
    assert len(together(match([UNIT], SETTINGS, [same]))) == 1, "an id that is gone does no harm"


def test_the_national_id_is_that_of_the_leads_register_then_the_hosts_then_the_latest():
    kent = frozenset({"kent"})
    latest, lead = report("S1", "a", order=0), report("S3", "c", order=2)
    host = report("S2", "b", order=1, reporter="kent", hosts=kent)
    assert set(agreements(match([latest, host, lead], SETTINGS)).values()) == {"b"}
    lead = replace(lead, reporter="kent", leads=kent)
    assert set(agreements(match([latest, host, lead], SETTINGS)).values()) == {"c"}
    of_others = [replace(each, reporter="essex") for each in (host, lead)]
    assert set(agreements(match([latest, *of_others], SETTINGS)).values()) == {"a"}


def test_a_national_id_is_kept_even_when_the_register_that_gave_it_is_gone():
    first, second = report("S1", "a", order=1), report("S2", "b", order=0)
    before = agreements(match([first], SETTINGS))
    both = match([first, second], SETTINGS, known=before)
    assert set(agreements(both).values()) == {"a"}
    assert agreements(match([second], SETTINGS, known=agreements(both))) == {"b": "a"}
    apart = match([first, second], SETTINGS, [Decided("a", "b", False)], agreements(both))
    assert agreements(apart) == {"a": "a", "b": "b"}, "an id belongs to the report that bears it"


STYLED = {"style": "joint_venture", "legal_basis": "s22A"}
STATED = replace(UNIT, **STYLED)


@pytest.mark.parametrize(
    ("one", "other", "is_joined"),
    [
        ({"start": "2012"}, {"start": "2012-04"}, True),
        ({"start": "2012-03"}, {"start": "2012-09-30"}, True),
        ({"start": "2012-03"}, {"start": "2012-10"}, False),
        ({"start": "2012-03-15"}, {"start": "2012-09-15"}, True),
        ({"start": "2012-03-15"}, {"start": "2012-09-16"}, False),
        ({"start": "2011"}, {"start": "2012-04"}, False),
        ({"start": "2011-12-31"}, {"start": "2012-01-01"}, True),
        ({"start": None}, {"start": "1999"}, True),
        ({"style": "joint_venture"}, {"style": "lead_authority"}, False),
        ({"style": "joint_venture"}, {"style": "not_stated"}, True),
        ({"legal_basis": "s22A"}, {"legal_basis": "none"}, False),
        ({"legal_basis": "not_stated"}, {"legal_basis": "none"}, True),
        ({"title": "rowan unit on forensics"}, {"title": "willow unit on forensics"}, False),
        ({"title": "forensic services unit"}, {"title": "forensic service unit"}, True),
        ({"title": "forensic unit"}, {"title": "the joint forensic unit"}, True),
    ],
)
def test_terms_keep_alike_reports_apart_and_are_asked_about(one, other, is_joined):
    found = match([replace(UNIT, **one), report("S2", "x", **other)], SETTINGS)
    assert (len(together(found)) == 1) == is_joined
    assert len(found.doubts) == (not is_joined)


def test_a_question_names_the_terms_that_differ():
    other = report("S2", "x", start="2015", **STYLED)
    ((doubt),) = match([replace(UNIT, style="handshake", legal_basis="none"), other], SETTINGS).doubts
    assert doubt.differences == {
        "start date": ("2012", "2015"), "style": ("handshake", "joint_venture"), "legal basis": ("none", "s22A"),
    }  # fmt: skip


def test_a_report_between_two_does_not_join_them():
    lead, silent, other = (
        replace(UNIT, legal_basis="s22A"), report("S2", "b", legal_basis="not_stated"),
        report("S3", "c", legal_basis="mou"),
    )  # fmt: skip
    found = match([lead, silent, other], SETTINGS)
    assert frozenset({("S1", "em-forensics"), ("S3", "c")}) not in {
        frozenset({one, two}) for group in together(found) for one in group for two in group if one != two
    }
    assert sorted(map(len, together(found))) == [1, 2]
    assert [each.differences for each in found.doubts] in [
        [{"legal basis": ("s22A", "mou")}], [{"legal basis": ("mou", "s22A")}],
    ]  # fmt: skip


def test_a_steward_or_an_id_joins_reports_whose_terms_differ():
    other = report("S2", "x", start="2018", style="sla", legal_basis="mou")
    assert len(together(match([STATED, other], SETTINGS))) == 2
    assert len(together(match([STATED, other], SETTINGS, [Decided("x", "em-forensics", True)]))) == 1
    assert len(together(match([STATED, replace(other, agreement_id="em-forensics")], SETTINGS))) == 1
    # What joined them is no reason to join a third that differs from one of them.
    third = report("S3", "y", start="2018", style="sla", legal_basis="mou")
    found = match([STATED, other, third], SETTINGS, [Decided("x", "em-forensics", True)])
    assert sorted(map(len, together(found))) == [1, 2] and len(found.doubts) == 1


def test_the_false_merge_of_the_audit_is_a_question():
    parties, heading = frozenset({"surrey", "sussex"}), frozenset({"fleet"})
    title = "working together across the area on fleet"
    pine = Report("S1", "surrey-pine-finch-twin", title, parties, heading, "2011", "lead_authority", "s22A")
    sycamore = Report("S2", "sussex-sycamore-falcon-twin", title, parties, heading, "2015", "handshake", "none")
    assert score(pine, sycamore, SETTINGS) == SETTINGS.certain_score == 0.8
    found = match([pine, sycamore], SETTINGS)
    assert len(together(found)) == 2 and len(found.doubts) == 1


reports_of_registers = st.lists(
    st.builds(
        lambda submission, number, title, start, parties, style: report(
            f"S{submission}", f"{submission}-{number}", title=title, start=start, parties=frozenset(parties),
            order=submission, style=style,
        ),
        st.integers(1, 4), st.integers(1, 6), st.sampled_from(["joint unit", "forensic unit", "shared service"]),
        st.sampled_from([None, "2012", "2012-04", "2015"]),
        st.sets(st.sampled_from(["kent", "essex", "surrey"]), min_size=2),
        st.sampled_from(["not_stated", "sla", "handshake"]),
    ),
    max_size=16,
    unique_by=lambda each: each.agreement_id,
)  # fmt: skip


@given(reports_of_registers, st.randoms())
def test_the_order_of_registers_makes_no_difference(reports, source):
    shuffled = list(reports)
    source.shuffle(shuffled)
    assert match(shuffled, SETTINGS) == match(reports, SETTINGS)


@given(reports_of_registers)
def test_no_register_stands_twice_in_an_agreement_and_nothing_is_lost(reports):
    found = match(reports, SETTINGS)
    groups = together(found)
    assert all(len({submission for submission, _ in group}) == len(group) for group in groups)
    assert sum(map(len, groups)) == len(reports)


@given(reports_of_registers)
def test_no_two_reports_of_an_agreement_differ_in_style_or_far_in_date(reports):
    groups = {}
    for each in match(reports, SETTINGS).reports:
        groups.setdefault(each.agreement_id, []).append(each.report)
    for group in groups.values():
        assert len({each.style for each in group} - {"not_stated"}) <= 1
        assert len({each.start[:4] for each in group if each.start}) <= 1


@given(reports_of_registers)
def test_a_register_beside_a_copy_of_itself_is_matched_row_by_row(reports):
    own = [replace(each, submission_id="S1") for each in reports]
    copy = [replace(each, submission_id="S2") for each in own]
    groups = together(match([*own, *copy], SETTINGS))
    assert groups == {frozenset({("S1", each.agreement_id), ("S2", each.agreement_id)}) for each in own}
