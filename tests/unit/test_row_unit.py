"""Rows in thousands of pounds are told from the rows beside them, and small rows are not."""

from hypothesis import given
from hypothesis import strategies as st

from orchestration.validation.row_unit import SHARE, Spent, is_in_thousands, rows_in_thousands

amounts = st.floats(500_000, 20_000_000)
lines = st.integers(5, 10)
sound = st.lists(st.builds(Spent, st.just(1), lines, amounts), min_size=8, max_size=25)


@given(sound)
def test_headings_of_the_sizes_that_forces_have_are_left_alone(rows):
    middle = sorted(row.amount for row in rows)[len(rows) // 2]
    assert all(row.amount * SHARE >= middle for row in rows)
    assert rows_in_thousands(rows) == {} and not is_in_thousands(rows)


@given(sound, st.data())
def test_one_row_in_thousands_is_named(rows, data):
    index = data.draw(st.integers(0, len(rows) - 1))
    odd = rows[index]
    changed = [*rows]
    changed[index] = Spent(odd.level, odd.lines, odd.amount / 1000)
    assert list(rows_in_thousands(changed)) == [index]


@given(sound)
def test_a_whole_return_in_thousands_is_named_as_such(rows):
    assert is_in_thousands([Spent(row.level, row.lines, row.amount / 1000) for row in rows])


@given(sound, st.floats(1, 5_000), st.integers(1, 3))
def test_a_small_bill_is_not_a_row_in_thousands(rows, amount, filled):
    assert rows_in_thousands([*rows, Spent(1, filled, amount)]) == {}


def test_levels_are_compared_apart():
    tops = [Spent(1, 9, 50_000_000)] * 8
    parts = [Spent(2, 9, 400_000)] * 8
    assert rows_in_thousands([*tops, *parts]) == {}
    assert list(rows_in_thousands([*tops, *parts, Spent(2, 4, 4_000)])) == [16]


def test_a_large_force_in_thousands_is_told_from_a_small_one_in_pounds():
    assert is_in_thousands([Spent(1, 4, 150_000)] * 5)
    assert not is_in_thousands([Spent(1, 4, 588_000)] * 5)
