"""Sentences and drawings of agreements, programmes and who works with whom."""

import datetime
import re
from decimal import Decimal

import pytest

from orchestration.publication.site.agreements import full_title, programme_path
from orchestration.publication.site.agreements_money import saving_years
from orchestration.publication.site.charts.columns import Column, columns
from orchestration.publication.site.charts.incidence import marks
from orchestration.publication.site.charts.lifeline import Period, life_line
from orchestration.publication.site.collaborations import shade
from orchestration.publication.site.dates import published_date
from orchestration.publication.site.sentences import agreements, collaborations, programmes


def plain(text):
    return str(text).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({}, "28 of 43 forces share functions in 43 live agreements."),
        ({"function": "Procurement"}, "28 of 43 forces share work on procurement in 43 live agreements."),
        ({"function": "ICT", "force": "Kent"}, "Kent shares work on ICT with 28 other forces in 43 live agreements."),
        ({"force": "Kent"}, "Kent shares functions with 28 other forces in 43 live agreements."),
    ],
)
def test_who_works_together_names_what_was_chosen(chosen, sentence):
    assert collaborations.who_works_together(28, 43, 43, **chosen) == sentence


def test_who_works_together_counts_one_and_none():
    assert collaborations.who_works_together(1, 43, 1, "ICT", "Kent") == (
        "Kent shares work on ICT with 1 other force in 1 live agreement."
    )
    none = collaborations.who_works_together(0, 43, 0, "Fleet", "Kent")
    assert none.startswith("No live agreement on fleet with Kent as a party is recorded.") and "not mean" in none
    assert "bodies that are not forces" in collaborations.who_works_together(0, 43, 1, force="Lincolnshire")


@pytest.mark.parametrize(
    ("stage", "parties", "lead", "sentence"),
    [
        ("live", ["Essex", "Kent"], None, "Essex and Kent share procurement."),
        ("live", ["Essex", "Kent"], "Kent", "Essex and Kent share procurement, led by Kent."),
        ("live", ["A", "B", "C", "D", "E"], None, "The 5 parties share procurement."),
        ("ended", ["Essex", "Kent"], None, "Essex and Kent shared procurement. The agreement has ended."),
        ("scoping", ["Kent"], None, "Kent has an agreement to share procurement at the stage: scoping."),
        ("live", [], None, "Parties that the register does not list share procurement."),
        ("considered_not_progressed", ["Essex"], None, "Essex considered sharing procurement and did not progress it."),
        (None, [], None, "Only the title and objective of this agreement are published."),
    ],
)  # fmt: skip
def test_what_an_agreement_is_depends_on_its_stage(stage, parties, lead, sentence):
    assert agreements.what_it_is(stage, parties, ["Procurement"], lead) == sentence


def test_saving_reached_says_whose_it_is_or_that_it_is_not_reported():
    def said(*values, is_approved=True):
        return plain(agreements.saving_reached(*values, is_approved=is_approved))

    assert said("2018/19", ["Cambridgeshire"], Decimal(1_501_000), Decimal(2_202_000), 68.17) == (
        "By 2018/19 Cambridgeshire had a recurrent saving of £1.5 million per year, 68% of the £2.2 million in the "
        "approved case."
    )
    assert said(None, [], Decimal(0), None, None) == "The parties had a recurrent saving of £0 per year."
    assert said(None, [], None, Decimal(480_000), None, is_approved=False) == (
        "The business case forecasts a saving of £480,000. What was delivered is not reported."
    )
    assert said(None, [], None, None, None) == "Neither a forecast nor a delivered saving is reported."


def test_leaving_is_never_after_years_or_not_known():
    assert agreements.leaving("never", None, None) == "Never: staying has a net benefit."
    assert agreements.leaving("after_years", 3.24, None) == "After 3.2 years."
    assert agreements.leaving("not_known", None, "No exit cost is stated.") == "Not known. No exit cost is stated."


def test_agreement_with_print_counts_computed_figures_only():
    counts = {"computed": {"exact": 20, "agrees": 3, "explained": 2}, "as_printed": {"exact": 40}}
    said = programmes.agreement_with_print(counts, "Working Together")
    assert "23 of 25 figures of Working Together" in said and "2 differ by more than rounding" in said
    assert (
        programmes.agreement_with_print({"as_printed": {"exact": 1}}, "X") == "No figure of X is computed again here."
    )


@pytest.mark.parametrize(
    ("precision", "text"),
    [("day", "19 July 2018"), ("month", "July 2018"), ("year", "2018"), ("no_later_than", "by 19 July 2018")],
)
def test_dates_are_no_more_precise_than_published(precision, text):
    assert plain(published_date(datetime.date(2018, 7, 19), precision)) == text


def line(year, **values):
    names = ("off_budget_in_year_gbp", "new_off_budget_gbp", "forecast_in_year_gbp", "reinvested_in")
    return {"financial_year": year, "kind": "cashable", **dict.fromkeys(names), **values}


def test_a_saving_by_year_is_new_or_carried_on():
    years = saving_years(
        [
            line("2015/16", off_budget_in_year_gbp=Decimal(100), new_off_budget_gbp=Decimal(100)),
            line("2016/17", off_budget_in_year_gbp=Decimal(100), forecast_in_year_gbp=Decimal(150)),
            line("2016/17", off_budget_in_year_gbp=Decimal(30), new_off_budget_gbp=Decimal(30)),
            line("2016/17", kind="non_cashable", forecast_in_year_gbp=Decimal(999)),
            line("2017/18", off_budget_in_year_gbp=Decimal(80), new_off_budget_gbp=Decimal(-50)),
            line("2018/19"),
        ]
    )
    assert [(each["reached"], each["new"], each["carried"], each["forecast"]) for each in years] == [
        (100, 100, 0, None), (130, 30, 100, 150), (80, -50, 130, None), (None, None, None, None),
    ]  # fmt: skip


def test_columns_have_a_part_per_amount_and_amounts_in_one_unit():
    drawn = str(
        columns(
            [Column("2015/16", Decimal(0), Decimal(541_000)), Column("2016/17", Decimal(541_000), Decimal(959_000))],
            Decimal(2_202_000),
            "said",
        )
    )
    assert drawn.count('class="new"') == 2 and drawn.count('class="carried"') == 1
    assert re.findall(r'class="total"[^>]*>([^<]*)', drawn) == ["£0.54m", "£1.50m"]
    assert "Forecast £2.20m" in drawn and 'aria-label="said"' in drawn


def test_a_saving_that_ended_is_not_drawn_and_one_restored_is_below_zero():
    drawn = str(
        columns([Column("2015/16", Decimal(100), Decimal(-40)), Column("2016/17", Decimal(0), Decimal(-10))], None, "")
    )
    assert re.findall(r'class="total"[^>]*>([^<]*)', drawn) == ["£60", "−£10"]
    assert drawn.count('class="new"') == 0 and drawn.count('class="carried"') == 2


def test_the_life_line_tells_published_dates_from_latest_ones():
    approved, live = datetime.date(2015, 10, 1), datetime.date(2018, 7, 19)
    drawn = str(
        life_line(
            [Period(False, approved, "month", live), Period(True, live, "no_later_than", live)],
            [(approved, "month"), (live, "no_later_than")],
            "said",
        )
    )
    assert drawn.count('class="filled"') == 1 and drawn.count('class="open"') == 1
    assert drawn.count('class="soft"') == 1 and 'class="live"' not in drawn


def test_a_published_start_has_no_soft_bar():
    start, end = datetime.date(2015, 4, 1), datetime.date(2018, 7, 19)
    drawn = str(life_line([Period(True, start, "month", end)], [(start, "month")], ""))
    assert 'class="soft"' not in drawn and drawn.count('class="live"') == 1


def test_parties_are_dots_joined_by_a_line():
    drawn = str(marks([(5, False), (2, True), (9, False)]))
    assert 'class="joined" d="M2 0H9"' in drawn
    assert 'class="party" d="M5 0h0M9 0h0"' in drawn and 'class="lead" d="M2 0h0"' in drawn
    assert "joined" not in marks([(3, False)]) and marks([]) == ""


def test_shades_are_equal_steps_and_none_for_none():
    assert [shade(value, 17) for value in (0, 1, 4, 17)] == [0, 1, 2, 5]
    assert shade(0, 0) == 0


def test_titles_that_say_too_little_carry_their_programme():
    assert full_title("ICT", "East Midlands") == "ICT: East Midlands"
    assert full_title("East Midlands Legal", "East Midlands") == "East Midlands Legal"
    assert full_title("Major crime and forensic services", "East Midlands") == "Major crime and forensic services"
    assert programme_path("Lincolnshire and G4S") == "programmes/lincolnshire-and-g4s.html"
