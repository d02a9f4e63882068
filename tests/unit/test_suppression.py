"""Small counts of people under headings that add up: a linear programme finds none of them, and would without care."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.publication.public_edition.suppression import Headings, withheld_headings
from tests.attack import bounds_of

THRESHOLD = 5
ALMOST = 1e-6


def tree(shape, parent=None, level=0):
    """Headings and values of a nested shape: {name: value or {part: ...}}; a heading is the sum of its parts."""
    values, parents, levels = {}, {}, {}
    for name, content in shape.items():
        levels[name] = level
        if parent:
            parents[name] = parent
        if isinstance(content, dict):
            of_parts = tree(content, name, level + 1)
            values |= of_parts[0]
            parents |= of_parts[1]
            levels |= of_parts[2]
            values[name] = tuple(map(sum, zip(*(of_parts[0][part] for part in content), strict=True)))
        else:
            values[name] = content if isinstance(content, tuple) else (content,)
    return values, parents, levels


def relations_seen(values, parents, withheld, basis=0):
    """Sums that anybody can form from what is published."""
    relations = []
    for parent in sorted(set(parents.values())):
        parts = [name for name in parents if parents[name] == parent]
        known = sum(values[name][basis] for name in parts if name not in withheld)
        factors = {name: 1.0 for name in parts if name in withheld}
        if parent in withheld:
            relations.append(({**factors, parent: -1.0}, "=", -known))
        elif factors:
            relations.append((factors, "=", values[parent][basis] - known))
    return relations


def attacked(shape, **more):
    values, parents, levels = tree(shape)
    withheld = withheld_headings(values, Headings(parents, levels), THRESHOLD, **more)
    small = [name for name, each in values.items() if any(0 < value < THRESHOLD for value in each)]
    bounds = [
        bounds_of(sorted(withheld), relations_seen(values, parents, withheld, basis))
        for basis in range(len(next(iter(values.values()))))
    ]
    return values, withheld, small, bounds


def assert_protected(values, small, bounds):
    for basis, found in enumerate(bounds):
        for name in small:
            if values[name][basis] > 0:
                low, high = found[name]
                assert low <= ALMOST and high >= THRESHOLD - ALMOST, (name, basis, low, high)


# Shape, what is withheld, and whether small counts alone would be found out.
NASTY = {
    "one small among large": ({"all": {"a": 3, "b": 100, "c": 50}}, {"a", "c"}, True),
    "two small that together are below": ({"all": {"a": 2, "b": 1, "c": 40}}, {"a", "b", "c"}, True),
    "two small just below": ({"all": {"p": {"a": 2.4, "b": 2.5}, "q": 200}}, {"a", "b", "p", "q"}, True),
    "two small just enough": ({"all": {"p": {"a": 2.5, "b": 2.5}, "q": 200}}, {"a", "b"}, False),
    "no room but above": ({"all": {"p": {"a": 3, "b": 0}, "q": {"c": 1, "d": 70}}}, {"a", "p", "c", "q", "d"}, True),
    "the only part": ({"all": {"p": {"a": 3}, "q": {"b": 60, "c": 70}}}, {"a", "p", "q", "b"}, True),
    "zeros beside": ({"all": {"a": 3, "b": 0, "c": 0, "d": 9}}, {"a", "d"}, True),
    "the whole is small": ({"all": {"a": 3, "b": 0}}, {"all", "a"}, False),
    "none is small": ({"all": {"a": 5, "b": 0, "c": 30}}, set(), False),
    "half a post of ten people": ({"all": {"a": (5, 4.5), "b": (30, 28), "c": (40, 35)}}, {"a", "b"}, True),
}  # fmt: skip


@pytest.mark.parametrize("case", NASTY)
def test_a_small_count_can_be_anything_up_to_the_threshold(case):
    shape, expected, _ = NASTY[case]
    values, withheld, small, bounds = attacked(shape)
    assert withheld == expected
    assert_protected(values, small, bounds)


@pytest.mark.parametrize("case", NASTY)
def test_the_attack_finds_what_only_the_second_step_protects(case):
    """The same relations with the small counts alone withheld."""
    shape, _, is_found = NASTY[case]
    values, parents, _ = tree(shape)
    small = [name for name, each in values.items() if any(0 < value < THRESHOLD for value in each)]
    narrow = [
        (name, low, high)
        for basis in range(len(next(iter(values.values()))))
        for name, (low, high) in bounds_of(small, relations_seen(values, parents, set(small), basis)).items()
        if 0 < values[name][basis] < THRESHOLD and (low > ALMOST or high < THRESHOLD - ALMOST)
    ]
    assert bool(narrow) == is_found, narrow


def test_figures_of_one_count_that_differ_in_the_last_digit_still_give_it_away():
    told = [({"a": 1.0}, "=", 3.0), ({"a": 0.1}, "=", 0.3 + 1e-5 * 0.01), ({"a": 1.0, "b": 1.0}, "=", 12.0)]
    assert bounds_of(["a", "b"], told) == {"a": pytest.approx((3, 3), abs=1e-4), "b": pytest.approx((9, 9), abs=1e-4)}
    contradictory = [({"a": 1.0}, "=", 3.0), ({"a": 1.0}, "=", 4.0)]
    with pytest.raises(AssertionError, match="infeasible"):
        bounds_of(["a"], contradictory)


def test_what_an_earlier_edition_withheld_is_withheld_first():
    shape = {"all": {"a": 3, "b": 30, "c": 40}}
    assert attacked(shape)[1] == {"a", "b"}
    assert attacked(shape, before={"c"})[1] == {"a", "c"}
    # Once nothing is small, nothing stays withheld.
    assert attacked({"all": {"a": 6, "b": 30, "c": 40}}, before={"a", "c"})[1] == set()


def test_a_sum_beside_the_hierarchy_goes_with_its_parts():
    values, parents, levels = tree({"all": {"a": 3, "b": 100, "c": 50, "d": 70}})
    sums = {"b and d": ["b", "d"], "a and d": ["a", "d"]}
    values |= {"b and d": (170,), "a and d": (73,)}
    parents |= dict.fromkeys(sums, "all")
    withheld = withheld_headings(values, Headings(parents, {**levels, **dict.fromkeys(sums, 1)}, sums), THRESHOLD)
    assert withheld == {"a", "c", "a and d"}


def test_what_nobody_reports_under_a_heading_is_room():
    """Under a heading of 100 only 3 are shown: the others are nowhere, so nobody can subtract them."""
    values = {"all": (100,), "a": (3,)}
    assert withheld_headings(values, Headings({"a": "all"}, {"all": 0, "a": 1}), THRESHOLD) == {"a"}
    # With a heading beside it that makes the sum complete, that one goes too.
    values = {"all": (100,), "a": (3,), "b": (97,)}
    parents = {"a": "all", "b": "all"}
    assert withheld_headings(values, Headings(parents, {"all": 0, "a": 1, "b": 1}), THRESHOLD) == {"a", "b"}


counts = st.one_of(st.just(0), st.integers(1, 12), st.integers(13, 300))
shapes = st.recursive(counts, lambda inner: st.lists(inner, min_size=1, max_size=4), max_leaves=18)


def named(content, name="all"):
    if not isinstance(content, list):
        return content
    return {f"{name}.{place}": named(each, f"{name}.{place}") for place, each in enumerate(content)}


@settings(max_examples=60)
@given(st.lists(shapes, min_size=1, max_size=4))
def test_whatever_the_headings_no_small_count_is_found(content):
    values, _, small, bounds = attacked({"all": named(content)})
    assert_protected(values, small, bounds)
