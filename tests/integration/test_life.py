"""The life of the agreements that the documents name: stage at a date, pace, parties, who works with whom."""

import csv
import json
from datetime import date

import pytest

from tests.conftest import run_icm

STAGE_AT = (
    "SELECT stage FROM marts.agreement_stages WHERE agreement_id = ? "
    "AND from_date <= ? AND (to_date IS NULL OR to_date > ?)"
)


@pytest.mark.parametrize(
    ("agreement", "day", "stage"),
    [
        ("em-emsou", date(2000, 6, 1), "idea"),
        ("em-emsou", date(2005, 1, 1), "live"),  # a new idea of 2003 does not take it back
        ("em-major-crime", date(2011, 6, 1), "approved"),
        ("em-major-crime", date(2011, 9, 1), "live"),
        ("em-contact-management", date(2012, 1, 1), "considered_not_progressed"),
        ("bch-public-contact", date(2016, 1, 1), "approved"),
        ("bch-public-contact", date(2018, 7, 19), "approved_not_implemented"),
        ("warwickshire-west-mercia", date(2015, 1, 1), "live"),  # by the register of 2013
        ("warwickshire-west-mercia", date(2020, 7, 1), "ended"),
    ],
)
def test_the_stage_at_a_past_date_is_a_plain_query(marts, agreement, day, stage):
    assert marts(STAGE_AT, agreement, day, day) == [(stage,)]


def test_before_its_first_span_nothing_is_said_of_an_agreement(marts):
    assert marts(STAGE_AT, "em-major-crime", date(2011, 3, 31), date(2011, 3, 31)) == []


def test_an_agreement_is_in_one_stage_at_a_time_without_gaps(marts):
    assert (
        marts(
            "SELECT agreement_id FROM (SELECT agreement_id, to_date, lead(from_date) OVER "
            "(PARTITION BY agreement_id ORDER BY span) AS next_from FROM marts.agreement_stages) "
            "WHERE to_date IS DISTINCT FROM next_from"
        )
        == []
    )
    assert marts("SELECT count(*) FROM marts.agreement_stages WHERE to_date < from_date") == [(0,)]


def test_the_stage_of_today_is_that_of_the_registers(marts):
    """Nothing in the documents contradicts the stage they print."""
    assert marts("SELECT agreement_id FROM marts.agreements WHERE stage <> stage_given") == []
    assert marts("SELECT DISTINCT stage_check FROM marts.agreements ORDER BY 1") == [
        ("agrees",), ("events_incomplete",), ("no_events",),
    ]  # fmt: skip


def test_no_document_prints_an_impossible_order(marts):
    assert marts("SELECT agreement_id, rule_id FROM marts.agreement_event_conflicts") == []


def test_time_from_approval_to_live_where_both_are_printed_to_the_month(marts):
    """April to September 2011 (section 1, Major crime; Figure 3)."""
    assert marts(
        "SELECT agreement_id, days_approval_to_live FROM marts.agreement_timelines "
        "WHERE days_approval_to_live IS NOT NULL"
    ) == [("em-major-crime", 153)]


def test_the_pace_of_the_east_midlands_programme(marts):
    """Figure 3 of 2013: six units began in 2011/12, four in 2012/13."""
    assert marts(
        "SELECT financial_year, commenced, live_at_year_end FROM marts.programme_pace "
        "WHERE programme = 'East Midlands' AND financial_year BETWEEN '2010/11' AND '2012/13' ORDER BY 1"
    ) == [("2010/11", 2, 5), ("2011/12", 6, 11), ("2012/13", 4, 16)]


def test_a_party_that_left_on_no_printed_day_was_gone_by_the_register(marts):
    assert marts(
        "SELECT has_left, left_date, gone_by FROM marts.agreement_parties "
        "WHERE agreement_id = 'north-west-motorway-police-group' AND force_id = 'lancashire'"
    ) == [(True, None, date(2020, 7, 1))]


def test_the_rows_of_all_functions_count_every_live_agreement_once(marts):
    assert marts(
        "SELECT sum(agreements_live) FROM variation.national_picture "
        "WHERE financial_year = '2019/20' AND heading_id = 'all-functions'"
    ) == marts(
        "SELECT count(DISTINCT agreement_id) FROM marts.agreement_stages "
        "WHERE is_live AND from_date <= date '2020-03-31' AND (to_date IS NULL OR to_date > date '2020-03-31')"
    )


def test_the_budget_of_the_east_midlands_programme_is_counted_once(marts):
    """£42m in 2012/13 (Figure 4); what no document prints is not reported, and no year without it shows nought."""
    assert marts(
        "SELECT DISTINCT financial_year, sum(value_gbp), count(*) FILTER (value_gbp = 0) "
        "FROM variation.national_picture WHERE heading_id = 'all-functions' AND value_gbp IS NOT NULL GROUP BY 1"
    ) == [("2012/13", 42000000, 0)]


def test_the_forces_of_the_east_midlands_work_with_each_other(marts):
    pairs = marts(
        "SELECT force_id, partner_id, agreements_in_common FROM variation.collaboration_network "
        "WHERE financial_year = '2012/13'"
    )
    assert {(one, other, count) for one, other, count in pairs} == {(other, one, count) for one, other, count in pairs}
    assert {"derbyshire", "leicestershire", "lincolnshire", "northamptonshire", "nottinghamshire"} <= {
        one for one, *_ in pairs
    }


def test_coverage_by_year_and_headings_without_agree_with_coverage_today(marts):
    assert (
        marts(
            "SELECT coverage.heading_id FROM variation.collaboration_coverage AS coverage LEFT JOIN "
            "(SELECT heading_id, string_agg(home_office_region, ', ' ORDER BY home_office_region) AS without "
            "FROM variation.headings_without_collaboration GROUP BY 1) AS listed USING (heading_id) "
            "WHERE coverage.regions_without IS DISTINCT FROM listed.without"
        )
        == []
    )
    by_year = marts(
        "SELECT heading_id, max(forces_collaborating) FROM variation.collaboration_coverage_by_year GROUP BY 1"
    )
    today = dict(marts("SELECT heading_id, forces_collaborating FROM variation.collaboration_coverage"))
    assert {heading for heading, forces in by_year if forces} <= {
        heading for heading, forces in today.items() if forces
    }


def test_the_unit_of_the_east_midlands_lacked_prison_intelligence_alone(marts):
    """Eleven of twelve core capabilities, and the last being considered (section 1; Annex B)."""
    assert marts(
        "SELECT status, count(*) FROM marts.unit_capabilities WHERE unit_id = 'EMSOU' GROUP BY 1 ORDER BY 1"
    ) == [("considered", 1), ("held", 11)]
    assert marts("SELECT DISTINCT status FROM marts.unit_capabilities WHERE unit_id <> 'EMSOU'") == [("not_stated",)]


def test_icm_picture_prints_a_date_in_the_past(loaded_hub, tmp_path):
    matrix = tmp_path / "who.csv"
    workspace = loaded_hub.settings.workspace
    asked = ("picture", "--workspace", workspace, "--at", "2013-03-31")
    facts = run_icm(*asked, "--json", "--matrix", matrix).facts
    assert (facts["live"], facts["confirmed"]) == (17, 17)
    assert sum(count["agreements"] for count in facts["by_style"]) == 17
    assert sum(count["agreements"] for count in facts["by_stage"]) == facts["known"] > 17
    rows = list(csv.reader(matrix.open(encoding="utf-8")))
    assert rows[0][0] == "force_id" and [row[0] for row in rows[1:]] == rows[0][1:]
    cells = {(row[0], partner): cell for row in rows[1:] for partner, cell in zip(rows[0][1:], row[1:], strict=True)}
    assert cells == {(other, one): cell for (one, other), cell in cells.items()}
    assert cells["derbyshire", "derbyshire"] == ""
    shown = run_icm(*asked)
    assert shown.code == 0 and "31 March 2013" in shown.out and "17 agreements live" in shown.out


def test_icm_picture_without_a_release_says_what_to_do(tmp_path):
    shown = run_icm("picture", "--workspace", tmp_path)
    assert shown.code == 1 and "icm load" in shown.err
    assert run_icm("picture", "--workspace", tmp_path, "--at", "last spring").code == 2
    assert json.loads(run_icm("release", "list", "--workspace", tmp_path, "--json").out) == []
