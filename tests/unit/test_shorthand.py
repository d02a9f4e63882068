"""The government's shorthand: every sign is missing in every return that has signs, every mark leaves its number."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.intake.values import Reading, Signs, read_number, signs_of
from orchestration.returns.description import all_descriptions
from orchestration.returns.shorthand import MARKS, SIGNS

NUMBERS = [
    (description, column)
    for description in all_descriptions()
    for table in description.tables
    for column in table.typed_columns
    if column.is_number and (description.missing_signs or column.missing)
]
NO_SIGNS = Signs({})


def test_every_number_that_may_be_missing_knows_every_sign():
    assert len({description.return_id for description, _ in NUMBERS}) > 5
    for description, column in NUMBERS:
        for sign, state in SIGNS.items():
            for written in (sign, sign.upper(), f" {sign}\u00a0"):
                assert read_number(written, signs_of(description, column)) == Reading(None, state, ("C04",))


@pytest.mark.parametrize(
    "text", ["[q]", "c", "[c", "c]", "[c]3", "3 [c]", "3 [x]", "3 [low]", "3 []", "[p] 3", "[p]", "<5"]
)
def test_what_is_nearly_shorthand_is_neither_missing_nor_a_number(text):
    assert read_number(text, signs_of(*NUMBERS[0])) == Reading()


def test_a_number_that_is_never_missing_has_no_signs():
    population = next(each for each in all_descriptions() if each.return_id == "ons_population")
    assert signs_of(population, population.tables[0].typed_columns[-1]) == NO_SIGNS


@given(
    amount=st.decimals(Decimal(-(10**9)), Decimal(10**9), places=2),
    marks=st.lists(st.sampled_from(sorted(MARKS)), min_size=1, max_size=3),
    space=st.sampled_from(["", " ", "\u00a0"]),
)
def test_a_marked_number_is_the_number_and_is_told(amount, marks, space):
    reading = read_number(f"{amount:,}" + "".join(space + mark for mark in marks), NO_SIGNS)
    assert Decimal(reading.value) == amount
    assert "C22" in reading.rules and reading.missing is None


def test_a_sign_with_a_mark_is_missing():
    signs = signs_of(*NUMBERS[0])
    assert read_number("[x] [r]", signs) == Reading(None, "not_reported", ("C04",))


@pytest.mark.parametrize("text", ["12.5 [note 1]", "12.5[Notes 1, 2]", "12.5 [note 3] [p]", "12.5 [ p ]"])
def test_a_number_with_a_note_is_the_number_and_is_told(text):
    assert read_number(text, NO_SIGNS) == Reading("12.5", None, ("C22",))


@pytest.mark.parametrize("text", ["12.5 [note]", "12.5 [noted 1]", "[note 1]", "12.5 (note 1)", "12.5 [1]"])
def test_what_is_nearly_a_note_leaves_no_number(text):
    assert read_number(text, NO_SIGNS) == Reading()


def test_a_sign_with_spaces_in_its_brackets_is_missing():
    assert read_number("[ c ]", signs_of(*NUMBERS[0])) == Reading(None, "not_reported", ("C04",))
