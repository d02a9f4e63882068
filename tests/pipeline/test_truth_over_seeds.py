"""Twenty made-up sets in one hub: every saving, share, party, net present value and cost of leaving is the truth's."""

import csv
import datetime
import json
from collections import Counter
from dataclasses import replace

import duckdb
import pytest

from orchestration.intake.receive import receive_landed
from orchestration.matching.match import match_registers
from orchestration.settings import Settings
from orchestration.synthetic_data.disagreements import with_disagreements
from orchestration.synthetic_data.filled import REGISTER, write_filled
from orchestration.synthetic_data.forces import force_sizes
from orchestration.synthetic_data.headings import functions_of_year
from orchestration.synthetic_data.national_set import LAST_YEAR
from orchestration.synthetic_data.registers import registers, reported_ventures
from orchestration.synthetic_data.truth import truth_of
from orchestration.validation.validate import validate_return
from tests.landed import build_models

SEEDS = range(1, 21)
FORCES, VENTURES = 4, 24
MODELS = (
    "savings", "memberships", "agreement_parties", "agreement_contributions", "business_case_appraisals",
    "net_contribution", "withdrawal_costs", "agreement_reports",
)  # fmt: skip
PENNY = 0.01


def reports_of(settings, seed):
    """A small set under its own keys and about headings of its own, so that sets in one hub are never matched.

    Every other set has registers that disagree, cases that differ from their rows and amounts after an end.
    """
    with (settings.seeds / "reference" / "poa_headings.csv").open(encoding="utf-8", newline="") as file:
        names = sorted({row["heading_name"] for row in csv.DictReader(file) if row["level"] == "2"})
    function = next(each for each in functions_of_year(settings.seeds, LAST_YEAR) if each.parts)
    part = function.parts[0]
    own = [replace(part, heading=replace(part.heading, name=name)) for name in names[seed - 1 :: len(SEEDS)]]
    functions = [replace(function, parts=tuple(own))]
    sizes, is_planted = force_sizes(settings, LAST_YEAR), seed % 2 == 0
    reports = reported_ventures(
        sizes, sizes[:FORCES], functions, seed, LAST_YEAR, VENTURES, f"seed {seed}", is_planted
    )  # fmt: skip
    return with_disagreements(reports, seed) if is_planted else reports


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The tables of a hub that received the registers of every seed, and the truth of all, by the hub's agreement."""
    workspace = tmp_path_factory.mktemp("seeds")
    settings = replace(Settings(workspace=workspace, landing=workspace / "landing"), with_illustrative=True)
    settings.landing.mkdir()
    truths = []
    for seed in SEEDS:
        reports = reports_of(settings, seed)
        for filled in registers(reports, LAST_YEAR):
            write_filled(filled, settings.seeds, settings.landing / filled.file_name)
        truths.append(json.loads(json.dumps(truth_of(reports))))
    receive_landed(settings)
    assert set(validate_return(settings, REGISTER).values()) == {"accepted"}
    match_registers(settings)
    build_models(settings, MODELS)
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:

        def ask(query):
            return connection.execute(query).fetchall()

        yield ask, _by_agreement(truths, ask)


def _by_agreement(truths, ask):
    """Rows of the truth by table, each with the Agreement id under which the hub publishes its venture."""
    ids = {
        (file_name, given): agreement_id
        for file_name, given, agreement_id in ask(
            "SELECT file_name, given_agreement_id, agreement_id FROM quality.agreement_reports "
            "JOIN ledger.submissions USING (submission_id)"
        )
    }
    tables = {}
    for truth in truths:
        names = {each["venture"]: ids[tuple(each["reports"][0])] for each in truth["agreements"]}
        for table, rows in truth["over_time"].items():
            tables.setdefault(table, []).extend({**row, "agreement_id": names[row["venture"]]} for row in rows)
    return tables


def keyed(rows, *columns):
    """Rows by their key, each once."""
    found = {tuple(row[column] for column in columns): row for row in rows}
    assert len(found) == len(rows)
    return found


def differences(wanted, found, within=PENNY):
    """Keys under which two tables do not have the same number, or only one has any, with both."""
    return {
        key: (wanted.get(key), found.get(key))
        for key in wanted.keys() | found.keys()
        if not _same(wanted.get(key), found.get(key), within)
    }


def _same(one, other, within):
    if one is None or other is None:
        return one is other
    return abs(float(one) - float(other)) <= within


@pytest.mark.parametrize("measure", ["forecast", "delivered"])
def test_what_is_saved_in_each_year_is_the_truths(published, measure):
    ask, truth = published
    known = keyed(truth["savings"], "agreement_id", "party", "financial_year", "recurrence")
    wanted = {key: row[f"{measure}_gbp"] for key, row in known.items() if row[f"{measure}_gbp"] is not None}
    rows = ask(
        f"SELECT agreement_id, party_id, financial_year, recurrence, {measure}_in_year_gbp FROM marts.savings "
        "WHERE party_id <> 'all-parties'"
    )
    found = {row[:4]: row[4] for row in rows if row[4] is not None}
    shown = {row[:4] for row in rows}
    # Forecasts reach to the end of an appraisal; the table shows years of the programme, all of those of the set.
    assert {key for key in wanted if key[2] <= LAST_YEAR} <= shown
    # Nothing is not claimed: a one-off outside its year may be 0 or blank, but never an amount.
    found = {key: value for key, value in found.items() if value or key in wanted}
    assert differences({key: wanted[key] for key in wanted if key in shown}, found) == {}
    assert len(found) > 1000


def test_one_saving_is_one_line_whatever_registers_call_its_function(published):
    ask, _ = published
    assert ask(
        "SELECT agreement_id, party_id, kind, recurrence, financial_year, count(*) FROM marts.savings "
        "GROUP BY ALL HAVING count(*) > 1"
    ) == []  # fmt: skip
    told = "SELECT count(*) FROM raw.collaboration_register__benefits WHERE function_name LIKE 'Shared work on%'"
    assert ask(told)[0][0] > 10


def test_who_is_a_party_on_each_31_march_is_the_truths(published):
    ask, truth = published
    spans = {}
    for agreement_id, party_id, from_date, to_date in ask(
        "SELECT agreement_id, party_id, from_date, to_date FROM marts.memberships"
    ):
        spans.setdefault(agreement_id, []).append((party_id, from_date, to_date))
    wrong = []
    for row in truth["parties"]:
        day = datetime.date.fromisoformat(row["as_at"])
        found = [
            party
            for party, from_date, to_date in spans[row["agreement_id"]]
            if (from_date is None or from_date <= day) and (to_date is None or day < to_date)
        ]
        if sorted(found) != row["parties"]:
            wrong.append((row, found))
    assert wrong == []
    assert len(truth["parties"]) > 3000


def test_who_is_listed_as_a_party_is_who_ever_was_one(published):
    ask, truth = published
    listed = {}
    for agreement_id, party_id in ask("SELECT agreement_id, party_id FROM marts.agreement_parties"):
        listed.setdefault(agreement_id, set()).add(party_id)
    assert all(set(row["parties"]) <= listed[row["agreement_id"]] for row in truth["parties"])


def test_what_each_party_puts_in_and_its_share_are_the_truths(published):
    ask, truth = published
    rows = ask(
        "SELECT agreement_id, force_id, financial_year, contributed_gbp, contribution_share_pct "
        "FROM variation.net_contribution"
    )
    put_in = keyed(truth["put_in"], "agreement_id", "party", "financial_year")
    for column, place, within in (("amount_gbp", 3, PENNY), ("share_pct", 4, 1e-6)):
        wanted = {key: row[column] for key, row in put_in.items() if row[column] is not None}
        assert differences(wanted, {row[:3]: row[place] for row in rows if row[place] is not None}, within) == {}
        assert len(wanted) > 800


def test_a_year_with_a_silent_party_says_how_many_reported(published):
    ask, truth = published
    counted = {
        row[:2]: row[2:]
        for row in ask(
            "SELECT DISTINCT agreement_id, financial_year, parties_expected, parties_reported "
            "FROM variation.net_contribution WHERE contributed_gbp IS NOT NULL"
        )
    }
    wanted = {
        key: (row["parties_expected"], row["parties_reported"])
        for key, row in keyed(truth["silent"], "agreement_id", "financial_year").items()
    }
    assert counted == wanted
    silent = {(row["agreement_id"], row["financial_year"]) for row in truth["silent"] if row["silent"]}
    assert len(silent) > 20
    left_out = ask(
        "SELECT DISTINCT agreement_id, financial_year FROM variation.net_contribution "
        "WHERE contributed_gbp IS NOT NULL AND NOT is_in_totals AND left_out_reason LIKE '% of % parties reported%'"
    )
    assert set(left_out) == silent


@pytest.mark.parametrize(
    ("scenario", "column"),
    [("as_stated", "npv_gbp"), ("with_optimism_bias", "npv_with_optimism_bias_gbp")],
)
def test_the_net_present_value_of_each_case_is_the_truths(published, scenario, column):
    ask, truth = published
    cases = keyed(truth["cases"], "agreement_id", "case_id")
    found = {
        row[:2]: row[2]
        for row in ask(
            f"SELECT agreement_id, case_id, npv_gbp FROM marts.business_case_appraisals WHERE scenario = '{scenario}'"
        )
    }
    assert cases.keys() == found.keys()
    # Each of up to 25 years is rounded to a penny.
    assert differences({key: row[column] for key, row in cases.items()}, found, within=0.25) == {}
    assert len(cases) > 150 and any(value is None for value in found.values())


def test_the_year_0_of_each_case_is_its_own(published):
    ask, truth = published
    found = dict(ask("SELECT case_id, start_year FROM marts.business_case_appraisals WHERE scenario = 'as_stated'"))
    assert {row["case_id"]: row["start_year"] for row in truth["cases"]} == found


def test_what_leaving_costs_and_whether_it_pays_are_the_truths(published):
    ask, truth = published
    wanted = keyed(truth["leaving"], "agreement_id", "party")
    found = {
        row[:2]: row[2:]
        for row in ask(
            "SELECT agreement_id, force_id, leaving_outcome, cost_of_leaving_gbp, net_yearly_benefit_gbp, "
            "years_until_leaving_pays, leaving_reason FROM marts.withdrawal_costs"
        )
    }
    # Twins in doubt are agreements of their own, of which the truth has nothing but the parties.
    assert wanted.keys() <= found.keys()
    assert {key for key in found.keys() - wanted.keys() if "twin" not in key[0]} == set()
    outcomes = {key: (row["outcome"], found[key][0]) for key, row in wanted.items() if row["outcome"] != found[key][0]}
    assert outcomes == {}
    columns = ("cost_of_leaving_gbp", "net_yearly_benefit_gbp", "years_until_leaving_pays")
    for place, column in enumerate(columns, start=1):
        given = {key: found[key][place] for key in wanted}
        assert differences({key: row[column] for key, row in wanted.items()}, given) == {}
    assert all(bool(found[key][4]) == (row["outcome"] == "not_known") for key, row in wanted.items())


def test_each_outcome_of_leaving_occurs(published):
    ask, truth = published
    found = Counter(ask("SELECT leaving_outcome, staying_basis FROM marts.withdrawal_costs"))
    assert {("after_years", "own_cost_less_contribution"), ("never", "own_cost_less_contribution"),
            ("never", "saving_stated"), ("not_known", "not_stated")} <= found.keys()  # fmt: skip
    # Who is about to leave has a row.
    assert sum(row["has_announced_leaving"] for row in truth["leaving"]) > 5
    per_seed = [{row["outcome"] for row in truth["leaving"] if f"seed-{seed}-" in row["venture"]} for seed in SEEDS]
    assert sum(len(outcomes) == 3 for outcomes in per_seed) > len(SEEDS) / 2
