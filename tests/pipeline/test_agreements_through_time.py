"""Two made-up registers of the same agreements, files in, tables out: lives, impossible orders, the picture."""

from datetime import date

import duckdb
import pytest

from orchestration.publication.state import DATABASE
from orchestration.settings import Settings
from tests.conftest import run_icm
from tests.files import register_row, register_sheets, workbook_bytes


def row(table, **values):
    """A row that cites no document: the figures of the real ones are not expected of this hub."""
    return register_row(table, **{"source_document": "made-up", **values})


def agreement(key, **values):
    given = {
        "agreement_id": key, "title": key.title(), "programme": "Made up", "style": "sla", "legal_basis": "s22A",
        "scale": "bilateral", "stage": "live",
    }  # fmt: skip
    return row("agreements", **{**given, **values})


def events(key, *told):
    """Rows of the sheet Events, in the order told: (event, date)."""
    return [
        row("events", agreement_id=key, sequence=number, event=event, event_date=day)
        for number, (event, day) in enumerate(told, start=1)
    ]


def party(key, name, **values):
    given = {"agreement_id": key, "party_name": name, "party_type": "force", "role": "partner"}
    return row("parties", **{**given, **values})


def function(key):
    return row("functions", agreement_id=key, function_name="Dogs", heading_name="Dogs section")


def contribution(key, name, basis, amount):
    return row(
        "contributions", agreement_id=key, party_name=name, financial_year="2014/15", basis=basis, amount_gbp=amount
    )


def about(as_at):
    return [
        ["Return", "collaboration_register"], ["Register", f"A made-up register of {as_at}"],
        ["Programme", "Made up"], ["As at", as_at],
    ]  # fmt: skip


EARLIER = {
    "agreements": [
        agreement("dogs", start_date="2013-04-01"),
        agreement("quiet", start_date="2014", host_body="Kent Police", notice_months=12, exit_rule="shared",
                  publication_status="summary", direction_and_control="Chief Constable of Kent"),
    ],
    "parties": [
        party("dogs", "Kent", role="lead"), party("dogs", "Essex"), party("quiet", "Kent"),
        party("dogs", "Home Office", party_type="central_government", role="observer"),
    ],
    "functions": [function("dogs")],
    "contributions": [
        contribution("dogs", "Kent", "nre", 60), contribution("dogs", "Essex", "nre", 0),
        contribution("dogs", "Home Office", "external_grant", 15),
    ],
    "contacts": [
        row("contacts", agreement_id="dogs", contact_post="Head of operations", body_name="Kent"),
    ],
}  # fmt: skip
LATER = {
    "agreements": [
        agreement("dogs", stage="ended"),
        agreement("twice", stage="ended"),
        agreement("upside-down"),
        agreement("led"),
    ],
    "parties": [
        party("dogs", "Kent", role="lead"), party("dogs", "Essex"),
        party("led", "Kent", role="lead", left_date="2016-01-01"), party("led", "Essex"),
    ],
    "functions": [function("dogs")],
    "events": [
        *events("dogs", ("approved", "2013-01"), ("commenced", "2013-04-01"), ("notice_given", "2016-04"),
                ("ended", "2017-03-31")),
        *events("twice", ("commenced", "2012"), ("ended", "2014"), ("ended", "2015")),
        *events("upside-down", ("ended", "2014"), ("commenced", "2015")),
        *events("led", ("commenced", "2014-05")),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """Ask the release of a hub that holds the two registers alone."""
    workspace = tmp_path_factory.mktemp("through_time")
    settings = Settings(workspace=workspace, landing=workspace / "landing")
    settings.landing.mkdir()
    for name, as_at, rows in (("earlier", "2015-03-31", EARLIER), ("later", "2018-03-31", LATER)):
        content = workbook_bytes(register_sheets(about=about(as_at), **rows))
        (settings.landing / f"collaboration_register_{name}.xlsx").write_bytes(content)
    loaded = run_icm("load", "--landing", settings.landing, "--workspace", workspace, "--json")
    assert loaded.code == 0, loaded.out + loaded.err
    with duckdb.connect(str(settings.current / DATABASE), read_only=True) as connection:
        yield lambda question: connection.execute(question).fetchall()


def test_a_life_is_spans_from_event_to_event(ask):
    assert ask(
        "SELECT stage, from_date, to_date, from_date_precision FROM marts.agreement_stages "
        "WHERE agreement_id = 'dogs' ORDER BY span"
    ) == [
        ("approved", date(2013, 1, 1), date(2013, 4, 1), "month"),
        ("live", date(2013, 4, 1), date(2016, 4, 1), "day"),
        ("notice_given", date(2016, 4, 1), date(2017, 3, 31), "month"),
        ("ended", date(2017, 3, 31), None, "day"),
    ]


def test_an_agreement_without_events_lives_by_the_dates_of_its_register(ask):
    assert ask("SELECT stage, from_date, event, basis FROM marts.agreement_stages WHERE agreement_id = 'quiet'") == [
        ("live", date(2014, 1, 1), "commenced", "register")
    ]


def test_impossible_orders_are_listed_with_their_row(ask):
    assert ask(
        "SELECT agreement_id, rule_id, earlier_event, later_event, table_name, row_number "
        "FROM marts.agreement_event_conflicts ORDER BY 1"
    ) == [
        ("led", "CR25", "party_left", "live", "parties", None),
        ("twice", "CR22", "ended", "ended", "events", 8),
        ("upside-down", "CR20", "ended", "commenced", "events", 10),
    ]


def test_two_reports_of_an_agreement_count_once_and_money_adds_up(ask):
    assert ask(
        "SELECT financial_year, sum(agreements_live), sum(value_gbp), sum(from_parties_gbp), sum(external_grant_gbp) "
        "FROM variation.national_picture WHERE heading_id = 'all-functions' "
        "AND financial_year IN ('2013/14', '2014/15') GROUP BY 1 ORDER BY 1"
    ) == [("2013/14", 2, None, None, None), ("2014/15", 4, 75, 60, 15)]


def test_a_live_agreement_counts_for_both_its_forces_until_it_ends(ask):
    assert ask(
        "SELECT financial_year, agreements_in_common FROM variation.collaboration_network "
        "WHERE force_id = 'essex' AND partner_id = 'kent' ORDER BY 1"
    ) == [("2013/14", 1), ("2014/15", 2), ("2015/16", 1)]


def test_the_terms_and_the_contact_of_an_agreement_are_published(ask):
    assert ask("SELECT contact_post, force_id FROM marts.agreement_contacts") == [("Head of operations", "kent")]
    assert ask(
        "SELECT host_party_id, direction_and_control, notice_months, exit_rule, publication_status "
        "FROM marts.agreements WHERE agreement_id = 'quiet'"
    ) == [("kent", "Chief Constable of Kent", 12, "shared", "summary")]


def test_an_agreement_whose_events_cannot_be_keeps_its_place_and_says_so(ask):
    assert ask(
        "SELECT stage, stage_given, stage_check, event_conflicts FROM marts.agreements WHERE agreement_id = 'twice'"
    ) == [("ended", "ended", "agrees", 1)]
