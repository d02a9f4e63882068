"""Numbers as the site writes them, at the ends of each form."""

import datetime

import pytest

from orchestration.publication.site import numbers


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.305, "£2.31"), (99.994, "£99.99"), (99.995, "£100"), (186.2, "£186"), (-0.5, "−£0.50"), (0, "£0.00"),
    ],
)  # fmt: skip
def test_pounds_per_head_lose_their_pence_at_100(value, text):
    assert numbers.per_head(value) == text


@pytest.mark.parametrize(
    ("value", "short", "words"),
    [
        (430_400, "£430,000", "£430,000"), (999_499, "£999,000", "£999,000"), (999_500, "£1.0m", "£1.0\u00a0million"),
        (9_949_999, "£9.9m", "£9.9\u00a0million"), (9_950_000, "£10m", "£10\u00a0million"),
        (94_600_000, "£95m", "£95\u00a0million"), (12_150_000_000, "£12.2bn", "£12.2\u00a0billion"),
        (-1_250_000, "−£1.3m", "−£1.3\u00a0million"), (640, "£640", "£640"), (1_499, "£1,000", "£1,000"),
    ],
)  # fmt: skip
def test_pounds_are_rounded_as_people_say_them(value, short, words):
    assert numbers.money(value) == short
    assert numbers.money_in_words(value) == words


def test_signs_of_gaps_and_shares_are_written():
    assert numbers.money(5_900_000, plus=True) == "+£5.9m"
    assert numbers.percent(9.94) == "9.9%"
    assert numbers.percent(9.95) == "10%"
    assert numbers.percent(-23.4, plus=True) == "−23%"


def test_places_days_and_lists_are_written_in_english():
    assert [numbers.ordinal(n) for n in (1, 2, 3, 4, 11, 22, 113)] == [
        "1st",
        "2nd",
        "3rd",
        "4th",
        "11th",
        "22nd",
        "113th",
    ]
    assert numbers.day(datetime.date(2026, 3, 5)) == "5\u00a0March 2026"
    assert numbers.listed(["Kent"]) == "Kent"
    assert numbers.listed(["Kent", "Essex", "Norfolk"]) == "Kent, Essex and Norfolk"
    assert numbers.listed([]) == ""
