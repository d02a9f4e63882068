"""Figures in doubt stay out of averages: files in, decisions in, tables out.

Every force has the same pay and posts in every year, and supplies of its own, so that each average is worked out here
from what was sent. The year is 2022/23 unless a case says otherwise.
"""

import duckdb
import pytest

from orchestration.findings.catalogue import read_catalogue
from orchestration.findings.decisions import Scope, record_explanation, record_waiver
from orchestration.validation.validate import validate_return
from orchestration.warehouse.database import open_warehouse
from tests.conftest import PUBLISHED
from tests.landed import build_models
from tests.returns import HEADINGS, procurement, whole_expenditure, whole_workforce
from tests.small_hub import SmallHub

YEARS = ("2020/21", "2021/22", "2022/23")
LAST = YEARS[-1]
PAY, POSTS = {"police_officer_pay_gbp": 5_000_000, "police_staff_pay_gbp": 1_500_000}, 150
FORCES = (
    "Essex", "Surrey", "Sussex", "Hampshire", "Kent", "Norfolk", "Durham", "Cumbria", "Suffolk", "Cheshire", "Gwent",
    "Dorset",
)  # fmt: skip
SUPPLIES = {force: 100_000 * place for place, force in enumerate(FORCES, start=1)}
COST = {force: sum(PAY.values()) + supplies for force, supplies in SUPPLIES.items()}
ROADS, ROADS_ID = "Road policing", "road-policing"
INTELLIGENCE, INTELLIGENCE_ID = "Intelligence", "intelligence"
MODELS = ("national_summary", "force_position", "region_position", "int_national_picture__expenditure",
          "procurement_suppliers", "quality_rules")  # fmt: skip


def spent(force, year=LAST, unit=1, changes=None):
    lines = {**PAY, "supplies_and_services_gbp": SUPPLIES[force]}
    rows = {name: {line: amount / unit for line, amount in lines.items()} for name in HEADINGS}
    for name, change in (changes or {}).items():
        rows[name] |= change
    return whole_expenditure(rows, force=force, year=year)


def worked(force, year=LAST, changes=None):
    others = {"pcso_fte": 0, "designated_officer_fte": 0}
    return whole_workforce(
        {name: {**others, **(changes or {}).get(name, {})} for name in HEADINGS}, force=force, year=year
    )


def sent():
    """The returns of all forces, sound but for the cases."""
    files = {name: (PUBLISHED / name).read_bytes() for name in (
        "lad23-csp23-pfa23-lookup.csv", "lad23-mid-year-population-2011-2023.xlsx",
    )}  # fmt: skip
    for force in FORCES:
        for year in YEARS:
            files[f"e_{force}_{year[:4]}.xlsx"] = spent(force, year)
            files[f"w_{force}_{year[:4]}.xlsx"] = worked(force, year)
        files[f"p_{force}.xlsx"] = procurement(50_000, 20_000, force=force)
    files["e_Essex_2022.xlsx"] = spent("Essex", unit=1000)
    files["e_Surrey_2022.xlsx"] = spent(
        "Surrey", changes={ROADS: {**PAY, "supplies_and_services_gbp": 10 * COST["Surrey"] - sum(PAY.values())}}
    )
    files["e_Sussex_2022.xlsx"] = spent(
        "Sussex", changes={ROADS: {**PAY, "supplies_and_services_gbp": 9.9 * COST["Sussex"] - sum(PAY.values())}}
    )
    files["e_Hampshire_2021.xlsx"] = spent("Hampshire", "2021/22", unit=1000)
    files["w_Kent_2022.xlsx"] = worked("Kent", changes={INTELLIGENCE: {"police_officer_fte": 1450}})
    del files["e_Norfolk_2022.xlsx"]
    files["expenditure_suffolk_2022-23_outturn.xlsx"] = spent("Norfolk")
    files["e_Durham_2020.xlsx"] = spent("Durham", "2020/21", unit=1000)
    files["p_Cumbria.xlsx"] = procurement(500_000_000, 20_000_000, force="Cumbria")
    return files


class Built:
    """A hub of which the models are built, and questions to them."""

    def __init__(self, hub):
        self.hub = hub

    def build(self):
        return build_models(self.hub.settings, MODELS)

    def ask(self, query, *values):
        with duckdb.connect(str(self.hub.settings.warehouse), read_only=True) as connection:
            return connection.execute(query, list(values)).fetchall()

    def held(self, measure, heading="all-functions", year=LAST):
        """Force to the rule that holds its value."""
        return dict(
            self.ask(
                "SELECT force_id, held_by_rule FROM variation.force_position WHERE measure_id = ? AND heading_id = ? "
                "AND financial_year = ? AND average_method = 'weighted_all' AND held_by_rule IS NOT NULL",
                measure, heading, year,
            )
        )  # fmt: skip

    def average(self, measure, heading="all-functions", year=LAST, method="weighted_all"):
        """Average, forces that report, forces that are held, forces unverified."""
        return self.ask(
            "SELECT average_value, forces_reporting, forces_held, forces_unverified FROM variation.national_summary "
            "WHERE measure_id = ? AND heading_id = ? AND financial_year = ? AND average_method = ?",
            measure, heading, year, method,
        )[0]  # fmt: skip


def decide(hub, record, rule_id, force_id, *said, return_id="expenditure", year=LAST, key=""):
    variant = "outturn" if return_id == "expenditure" else None
    with open_warehouse(hub.settings) as connection:
        catalogue = read_catalogue(hub.settings.seeds)
        record(connection, catalogue, rule_id, Scope(return_id, force_id, year, variant), key, *said)


@pytest.fixture(scope="module")
def doubted(tmp_path_factory):
    hub = SmallHub(tmp_path_factory.mktemp("doubt"))
    hub.receive_all(sent())
    found = Built(hub)
    found.build()
    return found


@pytest.fixture(scope="module")
def first(doubted):
    """What the tables say before anything is decided."""
    measures = ("nre_per_head", "cost_per_fte", "collaboration_spend_share_pct", "procurement_spend_per_head",
                "function_officers_per_1000_population")  # fmt: skip
    headings = ("all-functions", ROADS_ID, INTELLIGENCE_ID, "support-functions/procurement")
    return {
        (measure, heading, year): (doubted.held(measure, heading, year), doubted.average(measure, heading, year))
        for measure in measures
        for heading in headings
        for year in YEARS
        if doubted.ask(
            "SELECT 1 FROM variation.national_summary WHERE measure_id = ? AND heading_id = ? AND financial_year = ?",
            measure, heading, year,
        )
    }  # fmt: skip


def test_a_return_in_thousands_is_held_whole_and_shown(doubted, first):
    assert doubted.ask("SELECT status FROM ledger.submissions WHERE file_name = 'e_Essex_2022.xlsx'") == [
        ("accepted_with_queries",)
    ]
    assert first["nre_per_head", "all-functions", LAST][0] == {"essex": "R11", "surrey": "XY01", "norfolk": "R04"}
    assert first["cost_per_fte", ROADS_ID, LAST][0] == {"essex": "R11", "surrey": "XY01", "norfolk": "R04"}
    shown = doubted.ask(
        "SELECT DISTINCT value, reported_state, rank_desc, difference, gap_gbp, is_outlier "
        "FROM variation.force_position WHERE measure_id = 'cost_per_fte' AND heading_id = ? AND force_id = 'essex' "
        "AND financial_year = ?",
        ROADS_ID, LAST,
    )  # fmt: skip
    assert shown == [(COST["Essex"] / 1000 / POSTS, "unverified", None, None, None, None)]


def test_averages_are_those_of_the_forces_without_doubt(first):
    counted = [COST[force] for force in FORCES if force not in ("Essex", "Surrey", "Norfolk")]
    with_roads = sum(counted) + 8.9 * COST["Sussex"]
    average, *forces = first["cost_per_fte", ROADS_ID, LAST][1]
    assert average == pytest.approx(with_roads / (POSTS * 9))
    assert forces == [9, 3, 3]


def test_one_heading_beyond_the_factor_holds_itself_and_the_total_and_one_below_it_counts(doubted, first):
    assert ("heading_name=Road policing",) in doubted.ask(
        "SELECT natural_key FROM ledger.findings WHERE rule_id = 'XY01' AND force_id = 'sussex' AND financial_year = ?",
        LAST,
    )
    for heading, held in ((ROADS_ID, True), ("all-functions", True), (INTELLIGENCE_ID, False)):
        assert ("surrey" in first["nre_per_head", heading, LAST][0]) == held, heading
        assert "sussex" not in first["nre_per_head", heading, LAST][0], heading


def test_a_doubtful_denominator_holds_the_quotient_and_not_the_numerator(first):
    assert first["cost_per_fte", INTELLIGENCE_ID, LAST][0]["kent"] == "XY03"
    assert first["cost_per_fte", "all-functions", LAST][0]["kent"] == "XY03"
    assert "kent" not in first["cost_per_fte", ROADS_ID, LAST][0]
    assert "kent" not in first["nre_per_head", INTELLIGENCE_ID, LAST][0]
    assert first["function_officers_per_1000_population", INTELLIGENCE_ID, LAST][0] == {"kent": "XY03"}


def test_a_year_after_one_in_doubt_is_not_in_doubt_for_it(doubted, first):
    later = doubted.ask(
        "SELECT DISTINCT rule_id FROM ledger.findings WHERE force_id = 'hampshire' AND return_id = 'expenditure' "
        "AND financial_year = ? ORDER BY 1",
        LAST,
    )
    assert {("R11",), ("XY01",)} <= set(later)
    assert first["nre_per_head", "all-functions", "2021/22"][0]["hampshire"] == "R11"
    assert "hampshire" not in first["nre_per_head", "all-functions", LAST][0]


def test_a_first_year_in_thousands_is_known_by_its_pay(first):
    assert first["nre_per_head", ROADS_ID, "2020/21"][0] == {"durham": "XR01"}
    assert first["nre_per_head", ROADS_ID, "2021/22"][0] == {"hampshire": "R11"}


def test_invoices_in_another_unit_are_held_and_not_for_doubtful_spending(doubted, first):
    procured = first["procurement_spend_per_head", "support-functions/procurement", LAST]
    assert procured[0] == {"cumbria": "XR04"}
    assert doubted.ask("SELECT force_id FROM ledger.findings WHERE rule_id = 'XR04' ORDER BY 1") == [
        ("cumbria",), ("essex",)
    ]  # fmt: skip
    assert doubted.ask("SELECT forces_buying, amount_gbp FROM variation.procurement_suppliers") == [(11, 11 * 70_000)]


def test_decisions_let_figures_count_again_and_only_for_the_value_they_were_about(doubted, first):
    hub = doubted.hub
    decide(hub, record_explanation, "R11", "essex", "Right", "Finance")
    decide(hub, record_explanation, "XY01", "surrey", "Real", "Finance", key="road  POLICING")
    decide(hub, record_waiver, "R04", "norfolk", "Known", "A Steward", "2999-12-31")
    assert "variation.force_position" in doubted.build().changed, "the next load makes a release of it"
    validate_return(hub.settings, "expenditure")
    hub.receive_all({"w_Kent_again.xlsx": worked("Kent", changes={INTELLIGENCE: {"police_officer_fte": 99}})})
    doubted.build()
    assert doubted.held("nre_per_head") == {}
    assert doubted.held("nre_per_head", ROADS_ID) == {}
    assert doubted.held("cost_per_fte", INTELLIGENCE_ID) == {}, "what is corrected is no longer in doubt"
    average, *forces = doubted.average("cost_per_fte", ROADS_ID)
    total = sum(COST[force] for force in FORCES if force != "Essex") + COST["Essex"] / 1000
    assert average == pytest.approx((total + 9 * COST["Surrey"] + 8.9 * COST["Sussex"]) / (POSTS * 12))
    assert forces == [12, 0, 0]
    assert doubted.held("procurement_spend_per_head", "support-functions/procurement") == {"cumbria": "XR04"}

    twenty = {**PAY, "supplies_and_services_gbp": 20 * COST["Surrey"]}
    hub.receive_all(
        {
            "e_Surrey_again.xlsx": spent("Surrey", changes={ROADS: twenty}),
            "e_Hampshire_again.xlsx": spent("Hampshire", "2021/22"),
        }
    )
    doubted.build()
    assert doubted.held("nre_per_head", ROADS_ID) == {"surrey": "XY01"}, "another value than the one explained"
    assert doubted.held("nre_per_head", ROADS_ID, "2021/22") == {}
    assert doubted.ask(
        "SELECT state FROM ledger.findings WHERE rule_id = 'R11' AND force_id = 'hampshire' AND financial_year = ?",
        LAST,
    ) == [("fixed",)], "the year after is no longer a thousand times the year before"
