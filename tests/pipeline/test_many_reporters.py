"""Many registers, one agreement: nothing is counted twice, every disagreement is listed, and the truth comes out."""

import json
from dataclasses import replace

import duckdb
import pytest

from orchestration.intake.receive import receive_landed
from orchestration.matching.match import match_registers
from orchestration.settings import Settings
from orchestration.synthetic_data.filled import REGISTER, write_filled
from orchestration.synthetic_data.national_set import LAST_YEAR, filled_registers
from orchestration.synthetic_data.truth import truth_of
from orchestration.validation.validate import validate_return
from tests.files import register_row, register_sheets, workbook_bytes
from tests.landed import build_models, models_below
from tests.small_hub import AGREEMENT

FORCES, SEED = 43, 3
PLANTED = ("agreements", "contributions", "costs", "benefits", "usage")


def own_register(name, reporter, as_at, agreement, parties, **tables):
    """A register with one agreement, em-x."""
    about = [
        ["Return", REGISTER], ["Register", name], ["Programme", "East Midlands"], ["Reporter", reporter],
        ["As at", as_at],
    ]  # fmt: skip
    rows = {
        "about": about,
        "agreements": [register_row("agreements", **{**AGREEMENT, **agreement})],
        "parties": [
            register_row("parties", agreement_id="em-x", party_name=party, party_type="force", role=role)
            for party, role in parties.items()
        ],
        **{
            table: [register_row(table, agreement_id="em-x", **row) for row in given]
            for table, given in tables.items()
        },
    }  # fmt: skip
    return workbook_bytes(register_sheets(**rows))


YEAR = {"financial_year": "2014/15"}
SAVED = {**YEAR, "kind": "cashable", "recurrence": "recurrent"}
OF_LEAD = own_register(
    "Lead", "Kent Police", "2018-01-01", {"lead_force": "Kent", "notice_months": 12, "start_date": "2012"},
    {"Kent": "lead", "Essex": "partner"},
    costs=[{**YEAR, "kind": "running", "amount_gbp": 100}],
    benefits=[
        {**SAVED, "party_name": "Kent", "function_name": "Custody", "forecast_gbp": 9, "delivered_gbp": 7},
    ],
)  # fmt: skip
OF_PARTNER = own_register(
    "Partner", "Essex Police", "2021-01-01",
    {"title": "The unit", "notice_months": 6, "start_date": "2012-04-01", "review_date": "2099"},
    {"Kent Police": "partner", "Essex Police": "partner", "Surrey Police": "observer"},
    costs=[
        {**YEAR, "kind": "running", "amount_gbp": 60, "status": "actual", "party_name": "Kent"},
        {**YEAR, "kind": "running", "amount_gbp": 45, "status": "actual", "party_name": "Essex"},
        {**YEAR, "kind": "set_up", "amount_gbp": 5, "party_name": "Essex"},
    ],
    benefits=[
        {**SAVED, "party_name": "Kent Police", "function_name": "CUSTODY", "forecast_gbp": 9, "delivered_gbp": 8},
        {**SAVED, "party_name": "Essex", "function_name": "custody", "delivered_gbp": 3},
    ],
)  # fmt: skip


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The marts of a hub with made-up registers that differ in places and two registers of em-x; and the truth."""
    workspace = tmp_path_factory.mktemp("many")
    settings = replace(Settings(workspace=workspace, landing=workspace / "landing"), with_illustrative=True)
    settings.landing.mkdir()
    reports, files = filled_registers(settings, FORCES, LAST_YEAR, SEED, disagreements=True)
    for filled in files:
        write_filled(filled, settings.seeds, settings.landing / filled.file_name)
    (settings.landing / "register_lead.xlsx").write_bytes(OF_LEAD)
    (settings.landing / "register_partner.xlsx").write_bytes(OF_PARTNER)
    receive_landed(settings)
    assert set(validate_return(settings, REGISTER).values()) == {"accepted"}
    match_registers(settings)
    marts = models_below(settings, "marts", "collaboration")
    build_models(settings, [*marts, "agreement_reports", "agreement_decisions"])
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        truth = json.loads(json.dumps(truth_of(reports)))
        yield (lambda query, *values: connection.execute(query, list(values)).fetchall()), truth


def test_each_field_is_the_leads_where_it_gives_one_and_anothers_where_it_does_not(published):
    marts, _ = published
    assert marts(
        "SELECT title, lead_force_id, start_date_precision, year(review_date) FROM marts.agreements "
        "WHERE agreement_id = 'em-x'"
    ) == [("X", "kent", "year", 2099)]
    assert marts("SELECT party_id, role FROM marts.agreement_parties WHERE agreement_id = 'em-x' ORDER BY 1") == [
        ("essex", "partner"), ("kent", "lead"), ("surrey", "observer"),
    ]  # fmt: skip


def test_money_of_two_reports_is_counted_once(published):
    marts, _ = published
    assert marts(
        "SELECT kind, sum(amount_gbp) FROM marts.agreement_costs WHERE agreement_id = 'em-x' GROUP BY 1 ORDER BY 1"
    ) == [("running", 105), ("set_up", 5)]
    reported = (
        "SELECT party_id, function_name, delivered_gbp FROM marts.savings WHERE agreement_id = 'em-x' "
        "AND financial_year = '2014/15' ORDER BY 1"
    )
    assert marts(reported) == [("essex", "Custody", 3), ("kent", "Custody", 7)]


def test_what_was_set_aside_is_listed_with_both_values_and_the_rule(published):
    marts, _ = published
    listed = marts(
        "SELECT table_name, column_name, value_kept, value_set_aside, precedence_rule "
        "FROM marts.agreement_discrepancies WHERE agreement_id = 'em-x' ORDER BY 1, 2, 4"
    )
    lead = "the register of the lead stands first"
    parties = "the amounts of the parties stand where they are complete"
    assert [(*row[:2], float(row[2]), float(row[3]), row[4]) for row in listed if row[0] in {"benefits", "costs"}] == [
        ("benefits", "delivered_gbp", 7, 8, lead), ("costs", "amount_gbp", 105, 100, parties),
    ]  # fmt: skip
    assert [row for row in listed if row[0] not in {"benefits", "costs"}] == [
        ("agreements", "notice_months", "12", "6", lead), ("agreements", "title", "X", "The unit", lead),
        ("parties", "role", "lead", "partner", lead),
    ]  # fmt: skip


def pairs(groups):
    return {frozenset((one, other)) for group in groups for one in group for other in group if one != other}


def test_reports_of_one_venture_are_found_to_be_one(published, capsys):
    marts, truth = published
    groups = {}
    for file_name, given, agreement_id in marts(
        "SELECT file_name, given_agreement_id, agreement_id FROM quality.agreement_reports "
        "JOIN ledger.submissions USING (submission_id) WHERE is_illustrative"
    ):
        groups.setdefault(agreement_id, []).append((file_name, given))
    wanted = pairs([tuple(map(tuple, each["reports"])) for each in truth["agreements"]])
    found = pairs(groups.values())
    precision, recall = len(wanted & found) / len(found), len(wanted & found) / len(wanted)
    with capsys.disabled():
        print(f"\n{len(wanted)} pairs of reports: precision {precision:.1%}, recall {recall:.1%}")
    assert precision == 1 and recall >= 0.99
    assert len(groups) == len(truth["agreements"]) == 720 + len(truth["doubtful"])


def test_twins_in_doubt_are_asked_about_and_stay_apart(published):
    marts, truth = published
    asked = [
        {part.partition("=")[2] for part in key.split("; ")}
        for (key,) in marts("SELECT natural_key FROM ledger.findings WHERE rule_id = 'CR30'")
    ]
    twins = {twin for twin, _ in truth["doubtful"]}
    assert len(asked) == len(twins) > 3 and all(len(pair & twins) == 1 for pair in asked)


@pytest.mark.parametrize(
    ("figure", "table", "column"),
    [
        ("contributions.amount_gbp", "agreement_contributions", "amount_gbp"),
        ("costs.amount_gbp", "agreement_costs", "amount_gbp"),
        ("benefits.delivered_gbp", "savings", "delivered_gbp"),
        ("benefits.forecast_gbp", "savings", "forecast_gbp"),
        ("workforce.people", "workforce_in_collaboration", "people"),
    ],
)
def test_national_totals_are_exact(published, figure, table, column):
    marts, truth = published
    asked = f"SELECT sum({column}) FROM marts.{table} WHERE agreement_id LIKE 'illustrative-%'"
    assert marts(asked) == [(truth["totals"][figure],)]


def test_each_planted_withdrawal_comes_out_with_its_date_and_cost(published):
    marts, truth = published
    ids = {
        (file_name, given): agreement_id
        for file_name, given, agreement_id in marts(
            "SELECT file_name, given_agreement_id, agreement_id FROM quality.agreement_reports "
            "JOIN ledger.submissions USING (submission_id)"
        )
    }
    first = {each["venture"]: ids[tuple(each["reports"][0])] for each in truth["agreements"]}
    wanted = sorted(
        (first[each["venture"]], each["party"], each["left_date"], float(each["exit_cost_gbp"]))
        for each in truth["withdrawals"]
    )
    found = marts(
        "SELECT parties.agreement_id, party_name, cast(left_date AS VARCHAR), cast(sum(amount_gbp) AS DOUBLE) "
        "FROM marts.agreement_parties AS parties LEFT JOIN marts.agreement_costs AS costs "
        "ON parties.agreement_id = costs.agreement_id AND parties.party_id = costs.party_id AND costs.kind = 'exit' "
        "WHERE parties.agreement_id LIKE 'illustrative-%' AND has_left GROUP BY ALL"
    )
    assert sorted((*row[:3], row[3] or 0.0) for row in found) == wanted
    assert len(wanted) > 20


def test_each_planted_disagreement_is_listed_and_no_other(published):
    marts, truth = published
    wanted = sorted(
        (each["table_name"], each["column_name"], str(each["value_kept"]), str(each["value_set_aside"]),
         each["file_set_aside"])
        for each in truth["disagreements"]
    )  # fmt: skip
    found = marts(
        "SELECT table_name, column_name, value_kept, value_set_aside, file_name FROM marts.agreement_discrepancies "
        "JOIN ledger.submissions ON submission_id = submission_id_set_aside WHERE is_illustrative"
    )
    plain = sorted((table, column, _plain(kept), _plain(aside), file) for table, column, kept, aside, file in found)
    assert plain == wanted
    assert {table for table, column, *_ in wanted if column != "title"} == set(PLANTED)


def _plain(value):
    """Digits as the truth has them, without decimals that are nil."""
    return value.rstrip("0").rstrip(".") if "." in value and value.replace(".", "").isdigit() else value
