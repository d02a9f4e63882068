"""Amounts as people write them, from the one place that writes them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.findings.amounts import change, number_in, plain_number, pounds, short_pounds


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("1842000", "£1.84m"), ("702000", "£0.70m"), ("-702000", "-£0.70m"), ("99499", "£99,499"), ("100000", "£0.10m"),
        ("0", "£0"), ("12500000000", "£12,500.00m"), ("-2500", "-£2,500"), ("950.4", "£950"),
    ],
)  # fmt: skip
def test_a_short_amount(number, words):
    assert short_pounds(Decimal(number)) == words


@pytest.mark.parametrize(("number", "words"), [("12500000", "£12,500,000"), ("1234.5", "£1,234.50"), ("-1", "-£1")])
def test_an_amount_in_full(number, words):
    assert pounds(Decimal(number)) == words


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (1840000, 705000, "+161%"), (50, 100, "-50%"), (101.5, 100, "+1.5%"), (100, 100, "0%"), (5, 0, ""),
        (None, 5, ""), (2_000_000, 2_000, "1,000 times as much"), (-50, -100, "+50%"), (100, -100, "+200%"),
    ],
)  # fmt: skip
def test_a_change(now, before, words):
    numbers = [None if each is None else Decimal(str(each)) for each in (now, before)]
    assert change(*numbers) == words


@given(st.decimals(-(10**12), 10**12, places=2))
def test_an_amount_in_full_is_read_back_as_it_was(number):
    assert number_in(pounds(number)) == number
    assert number_in(plain_number(number)) == number
