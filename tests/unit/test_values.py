"""Each repair of a cell: a text that has it, one that nearly does, and what is never repaired."""

import datetime
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.intake.dates import DateOrder
from orchestration.intake.values import (
    Reading,
    Signs,
    read_cell,
    read_code,
    read_date,
    read_financial_year,
    read_number,
)
from orchestration.returns.description import Column

SIGNS = Signs({"..": "not_reported", "*": "not_reported", "n/a": "not_provided"}, frozenset({"-"}))


@pytest.mark.parametrize(
    ("text", "value", "rules"),
    [
        ("1234", "1234", ()),
        ("-0.5", "-0.5", ()),
        ("1,234", "1234", ("C01",)),
        ("12,345,678.90", "12345678.90", ("C01",)),
        ("1\u00a0234", "1234", ("C08", "C01")),
        ("£5", "5", ("C02",)),
        ("£1,234", "1234", ("C02", "C01")),
        ("-£5", "-5", ("C02",)),
        ("£-5", "-5", ("C02",)),
        ("(1234.00)", "-1234.00", ("C03",)),
        ("(£1,234)", "-1234", ("C03", "C02", "C01")),
        ("1234 ", "1234", ("C08",)),
        ("\u00a012", "12", ("C08",)),
        ("1e-05", "0.00001", ()),
        ("1.5e+20", "150000000000000000000", ("C14",)),
        ("1234567890123456", "1234567890123456", ("C14",)),
        ("123456789012345", "123456789012345", ()),
        ("1\u200b2", "12", ("C08",)),
        ("\ufeff12", "12", ("C08",)),
        ("3 [e]", "3", ("C22",)),
        ("4[P]", "4", ("C22",)),
        ("£1,234 [r] [p]", "1234", ("C22", "C02", "C01")),
        ("5 [u]", "5", ("C22",)),
    ],
)
def test_a_number_as_people_write_it_is_read_and_the_repair_told(text, value, rules):
    assert read_number(text, SIGNS) == Reading(value, None, rules)


@pytest.mark.parametrize(
    "text", ["²", "٣", "1,23", "12,34,567", "1.234,56", "£", "()", "abc", "1 23", "5-", "12%", "£1.2m", "(5", "1,2345"]
)
def test_what_is_no_number_beyond_doubt_has_no_value(text):
    assert read_number(text, SIGNS) == Reading()


@pytest.mark.parametrize(
    ("text", "missing", "rule"),
    [("..", "not_reported", "C04"), ("*", "not_reported", "C04"), ("N/A", "not_provided", "C04"),
     (" n/a ", "not_provided", "C04"), ("-", "not_reported", "C15")],
)  # fmt: skip
def test_a_sign_for_missing_keeps_which_kind_and_is_never_zero(text, missing, rule):
    assert read_number(text, SIGNS) == Reading(None, missing, (rule,))


def test_an_empty_cell_is_neither_a_value_nor_a_sign():
    assert read_number("   ", SIGNS) == Reading()
    assert read_cell(None, column("money"), SIGNS) == Reading()


def column(kind, **more):
    return Column(name="c", header="C", type=kind, required=False, description="d", **more)


def test_a_percentage_is_read_in_a_column_of_per_cent_only():
    share = column("decimal", unit="per cent")
    assert read_cell("12.5%", share, SIGNS) == Reading("12.5", None, ("C16",))
    assert read_cell("0.125", share, SIGNS, is_percent=True) == Reading("12.5", None, ("C16",))
    assert read_cell("12.5", share, SIGNS) == Reading("12.5")
    assert read_cell("0.125", column("money"), SIGNS, is_percent=True) == Reading("0.125", None, ("C05",))


@pytest.mark.parametrize(
    ("text", "value", "rules"),
    [
        ("2013-03-31", "2013-03-31", ()),
        ("2013-03-31 00:00:00", "2013-03-31", ("C41",)),
        ("31/03/2013", "2013-03-31", ("C09",)),
        ("31.3.13", "2013-03-31", ("C09",)),
        ("03/31/2013", "2013-03-31", ("C42",)),
        ("04/04/2013", "2013-04-04", ("C09",)),
        ("03/04/2013", "2013-04-03", ("C12",)),
        ("31 March 2013", "2013-03-31", ("C09",)),
        ("1st Mar 2013", "2013-03-01", ("C09",)),
        ("Fri 1 March 2013", "2013-03-01", ("C09",)),
        ("March 1, 2013", "2013-03-01", ("C09",)),
        ("01MAR2013", "2013-03-01", ("C09",)),
        ("2013/03/01", "2013-03-01", ("C09",)),
        ("20130301", "2013-03-01", ("C09",)),
        ("20132003", None, ()),
        ("41364", "2013-03-31", ("C10",)),
    ],
)
def test_a_date_is_read_day_first_and_a_doubtful_one_is_asked_about(text, value, rules):
    assert read_date(text) == Reading(value, None, rules)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("13/06/2022 00:00:00", "2022-06-13"),
        ("13/06/2022 14:35", "2022-06-13"),
        ("2022-06-01 14:35:00", "2022-06-01"),
        ("2022-06-01T14:35:00.123456", "2022-06-01"),
        ("20220601T143500Z", "2022-06-01"),
        ("Wed, 01 Jun 2022 14:35:00 +0100", "2022-06-01"),
        ("1 June 2022 at 2:35 pm", "2022-06-01"),
        ("44713.60745", "2022-06-01"),
        ("2022-05-31T22:59:59Z", "2022-05-31"),  # one second before midnight in British summer time
        ("2022-05-31T23:00:00Z", "2022-06-01"),
        ("2022-05-31 23:00:00+00", "2022-06-01"),
        ("2022-06-01T00:00:00+01:00", "2022-06-01"),
        ("2022-06-01T00:30:00+02:00", "2022-05-31"),
        ("2022-12-31T23:30:00Z", "2022-12-31"),  # winter: British time is UTC
        ("2022-12-31T23:30:00-05:00", "2023-01-01"),
        ("2022-06-01T00:00+01:00[Europe/London]", "2022-06-01"),
        ("9999-12-31T23:59:59-12:00", "9999-12-31"),
    ],
)
def test_the_day_of_a_time_is_read_in_british_time(text, day):
    assert read_date(text) == Reading(day, None, ("C41",))


@pytest.mark.parametrize("text", ["2022-06-01 25:00", "2022-06-01 14", "14:35", "2022-06-01 13:00 pm", "1" * 32_000])
def test_what_follows_a_date_and_is_no_time_makes_it_none(text):
    assert read_date(text) == Reading()


def test_a_date_that_could_be_two_days_is_read_as_its_column_is_written():
    readings = {order: read_date("03/04/2013", order=order) for order in get_args(DateOrder)}
    assert readings == {
        "undecided": Reading("2013-04-03", None, ("C12",)),
        "day_first": Reading("2013-04-03", None, ("C09",)),
        "month_first": Reading("2013-03-04", None, ("C42",)),
        "contradictory": Reading("2013-04-03", None, ("C43",)),
    }
    assert read_date("03/31/2013", order="contradictory") == Reading("2013-03-31", None, ("C09",))


def test_a_serial_of_a_workbook_that_counts_from_1904():
    assert read_date("39902", is_1904=True).value == "2013-03-31"


@pytest.mark.parametrize(
    "text", ["²", "٣١٢٣٤", "2013", "2013-02-30", "31/02/2013", "32/01/2013", "March", "12", "99999", "1/2/345"]
)
def test_what_is_no_date_has_no_value(text):
    assert read_date(text) == Reading()


def test_a_date_may_be_given_in_part_where_the_column_says_so():
    assert read_date("2013-04", is_partial=True) == Reading("2013-04")
    assert read_date("2013", is_partial=True) == Reading("2013")
    assert read_date("2013-13", is_partial=True) == Reading()


@pytest.mark.parametrize(
    ("text", "value", "rules"),
    [("2012/13", "2012/13", ()), ("2012-13", "2012/13", ("C17",)), ("2012/2013", "2012/13", ("C17",)),
     (" 2012/13", "2012/13", ("C08",)), ("1999/00", "1999/00", ())],
)  # fmt: skip
def test_a_financial_year_is_read(text, value, rules):
    assert read_financial_year(text) == Reading(value, None, rules)


@pytest.mark.parametrize(
    ("text", "is_year"),
    [("1974/75", True), ("2099/00", True), ("1973/74", False), ("1905/06", False), ("2133/34", False)],
)
def test_financial_year_that_cannot_be_is_none(text, is_year):
    assert (read_financial_year(text).value == text) is is_year


@pytest.mark.parametrize("text", ["2012/14", "2012", "2012/2014", "12/13"])
def test_two_years_that_do_not_follow_are_no_financial_year(text):
    assert read_financial_year(text) == Reading()


def test_a_code_is_read_spaces_and_capitals_apart():
    allowed = ("met", "not_met")
    assert read_code("met", allowed) == Reading("met")
    assert read_code("met\u00a0", allowed) == Reading("met", None, ("C08",))
    assert read_code("Met", allowed) == Reading("met", None, ("C18",))
    assert read_code("mat", allowed) == Reading()


def test_a_reference_that_lost_a_zero_or_digits_is_asked_about():
    number = column("text", digits=8)
    assert read_cell("1234567", number, SIGNS).rules == ("C13",)
    assert read_cell("01234567", number, SIGNS).rules == ()
    assert read_cell("SC123456", number, SIGNS).rules == ()
    assert read_cell("1234567890123456800", column("text"), SIGNS).rules == ("C14",)
    assert read_cell("1234567890123450", column("text"), SIGNS).rules == ("C14",)
    assert read_cell("1234567890123456789", column("text"), SIGNS).rules == ()


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False), st.booleans(), st.booleans())
def test_any_amount_in_any_dress_comes_back_equal(amount, has_pound, has_brackets):
    dressed = f"{abs(amount):,.2f}"
    dressed = f"£{dressed}" if has_pound else dressed
    if amount < 0:
        dressed = f"({dressed})" if has_brackets else f"-{dressed}"
    assert Decimal(read_number(dressed, SIGNS).value) == amount


@given(st.dates(min_value=datetime.date(2001, 1, 1), max_value=datetime.date(2050, 12, 31)))
def test_any_date_written_day_first_comes_back_equal(day):
    assert read_date(f"{day:%d/%m/%Y}").value == day.isoformat()
    assert read_date(str((day - datetime.date(1899, 12, 30)).days)).value == day.isoformat()


@given(st.text(max_size=30))
def test_no_text_breaks_a_reading(text):
    for kind in ("money", "date", "partial_date", "financial_year", "code", "text"):
        reading = read_cell(text, column(kind), SIGNS)
        assert reading.value is None or reading.missing is None
