"""What forces return, from landed rows to marts: three kinds of missing, totals, bases apart, made-up figures apart."""

from decimal import Decimal

import pytest

from orchestration.returns.description import all_descriptions
from tests.landed import built

MODELS = (
    "functions_by_poa_heading", "expenditure_lines", "force_workforce_by_heading", "force_savings_requirement",
    "organised_crime_response", "organised_crime_functionality", "procurement_spend", "procurement_sources",
    "completeness", "repairs",
    "value_changes", "marts_force_successions",
)  # fmt: skip
# The level 1 headings that the analysis divides: a total over all functions needs each of them.
NEEDED = (
    "Local policing", "Dealing with the public", "Criminal justice arrangements", "Road policing",
    "Operational support", "Intelligence", "Investigations", "Public protection", "Investigative support",
    "National policing", "Support functions", "Police and Crime Commissioner / local policing body", "Central costs",
)  # fmt: skip
LEVEL_1 = 15
YEAR = "2012/13"


def spending(heading, gross, income=0, **others):
    amounts = {"gross_expenditure_gbp": gross, "earned_income_gbp": income, **others}
    if isinstance(gross, int | float) and isinstance(income, int | float):
        amounts.setdefault("net_revenue_expenditure_gbp", gross - income)
    return {"heading_name": heading, **amounts}


def land_expenditure(landing):
    before = landing.submission("expenditure", "kent", variant="estimate", status="superseded")
    landing.rows(before, "expenditure", "functions", spending("Intelligence", 999))
    kent = landing.submission("expenditure", "kent", variant="estimate", version=2)
    not_provided = ("n/a", "not_provided")
    landing.rows(
        kent, "expenditure", "functions",
        spending("INTELLIGENCE", 1000, 250.5, premises_gbp=0, in_collaboration_gbp=100),
        spending("support-functions", 400),
        spending("Fleet", 300),
        {"heading_name": "Estates", "gross_expenditure_gbp": ("..", "not_reported")},
        spending("National policing", not_provided, not_provided, net_revenue_expenditure_gbp=not_provided),
    )  # fmt: skip
    outturn = landing.submission("expenditure", "kent", variant="outturn", status="accepted_with_queries")
    landing.rows(outturn, "expenditure", "functions", spending("Intelligence", 1100))
    essex = landing.submission("expenditure", "essex", variant="estimate")
    complete = [spending(heading, 100, 10) for heading in NEEDED if heading != "National policing"]
    absent = spending("National policing", not_provided, not_provided, net_revenue_expenditure_gbp=not_provided)
    landing.rows(essex, "expenditure", "functions", *complete, absent, spending("Other", 7), spending("Fleet", 60))


def land_workforce(landing):
    kent = landing.submission("workforce", "kent")
    landing.rows(
        kent, "workforce", "functions",
        {"heading_name": "Intelligence", "police_officer_fte": 50.25, "police_officer_headcount": 52,
         "police_staff_fte": 0, "pcso_fte": ("n/a", "not_provided"), "designated_officer_fte": None},
    )  # fmt: skip
    later = landing.submission("workforce", "kent", "2018/19")
    landing.rows(
        later, "workforce", "functions", {"heading_name": "Intelligence", "police_support_volunteer_headcount": 3}
    )
    made_up = landing.submission("workforce", "surrey", is_illustrative=True)
    landing.rows(made_up, "workforce", "functions", {"heading_name": "Intelligence", "police_officer_fte": 1})


def land_other_returns(landing):
    savings = landing.submission("savings_requirement", "kent")
    landing.rows(savings, "savings_requirement", "about", {"item": "Spending review", "value": "2010"})
    landing.rows(
        savings, "savings_requirement", "savings",
        {"amount_name": "Savings required", "amount_gbp": 2_000_000},
        {"amount_name": "Savings planned", "amount_gbp": ("..", "not_reported")},
        {"amount_name": "Of planned: by collaboration", "amount_gbp": 190_000},
    )  # fmt: skip
    crime = landing.submission("organised_crime", "kent")
    landing.rows(crime, "organised_crime", "about", {"item": "Regional model", "value": "virtual_taskforce"})
    landing.rows(
        crime, "organised_crime", "response",
        {"figure_name": "Groups mapped", "figure": 40, "as_at": "2013-03-31"},
        {"figure_name": "Groups with a full operational response", "figure": 10},
        {"figure_name": "Cost of organised crime work (£)", "figure": 1234.5},
    )  # fmt: skip
    landing.rows(
        crime, "organised_crime", "functionality",
        {"criterion": "Threats and risks identified", "assessment": "met"},
        {"criterion": "Threats and risks assessed", "assessment": "partly_met"},
        {"criterion": "Activity to manage them", "assessment": "not_assessed"},
    )  # fmt: skip
    lines = landing.submission("procurement_spend", "kent", variant="lines", form_id="lines")
    bought = {"category": "Fleet", "contract_route": "national", "supplier_number": "00000001"}
    landing.rows(
        lines, "procurement_spend", "lines",
        {"line_id": "1", "supplier_name": "Acme Ltd", "amount_gbp": 100.25, **bought},
        {"line_id": "2", "supplier_name": "ACME Ltd ", "amount_gbp": -50, **bought},
        {"line_id": "3", "supplier_name": "Acme Ltd", "amount_gbp": 5, **bought, "contract_route": "none"},
    )  # fmt: skip
    landing.submission("procurement_spend", "essex", "2025/26", status="rejected", variant="lines", form_id="lines")
    for force in ("kent", "essex"):
        published = landing.submission("published_spend", force)
        landing.rows(
            published, "published_spend", "lines",
            {"category": "Fleet", "supplier_name": "Acme  Ltd", "amount_gbp": 600.10, "paid_on": "2012-05-01"},
            {"category": "fleet", "supplier_name": "acme ltd", "amount_gbp": 600.10, "paid_on": "2012-05-01"},
            {"supplier_name": None, "category": None, "amount_gbp": -0.20},
        )  # fmt: skip


def land_population_and_agreement(landing):
    lookup = landing.submission("ons_population", None, None, form_id="area_lookup")
    landing.rows(
        lookup,
        "ons_population",
        "area_lookup",
        {"object_id": "1", "lad_code": "E1", "pfa_code": "E23000032", "pfa_name": "Kent"},
    )
    estimates = landing.submission("ons_population", None, None, form_id="mid_year_estimates")
    for code, kind in (("E1", "Unitary"), ("K04000001", "Country")):
        landing.rows(
            estimates, "ons_population", "mid_year_population",
            {"area_code": code, "geography": kind, "mid_year": "Mid-2012", "population": 1000},
        )  # fmt: skip
    register = landing.submission("collaboration_register", None, None, form_id="register", variant="X")
    cited = {"source_document": "d", "source_place": "p"}
    landing.rows(
        register, "collaboration_register", "agreements",
        {"agreement_id": "x", "title": "X", "programme": "X", "style": "not_stated", "legal_basis": "s22A",
         "scale": "bilateral", "stage": "live", **cited},
    )  # fmt: skip
    party = {"agreement_id": "x", "party_type": "force", "role": "partner", **cited}
    landing.rows(
        register, "collaboration_register", "parties", {**party, "party_name": "Kent"}, {**party, "party_name": "Essex"}
    )
    landing.rows(
        register, "collaboration_register", "functions",
        {"agreement_id": "x", "function_name": "Vehicles", "heading_name": "Fleet", **cited},
    )  # fmt: skip


def land_ledger(landing):
    given = ("S000002", "functions", "Expenditure", 2, "L2", "premises_gbp", "C02", "£0", "0", None)
    landing.connection.executemany("INSERT INTO ledger.repairs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [given, given])
    landing.connection.execute(
        "INSERT INTO ledger.value_changes VALUES "
        "('S000002', 'S000001', 'functions', 'Intelligence', 'gross_expenditure_gbp', 'L2', 'changed', '999', '1000')"
    )


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """The warehouse built from landed rows."""
    lands = (land_expenditure, land_workforce, land_other_returns, land_population_and_agreement, land_ledger)
    with built(tmp_path_factory.mktemp("returns"), lands, MODELS) as connection:
        yield lambda query, *values: connection.execute(query, list(values)).fetchall()


def function_of(ask, columns, heading, force="kent", basis="estimate"):
    found = ask(
        f"SELECT {columns} FROM marts.functions_by_poa_heading "
        "WHERE force_id = ? AND financial_year = ? AND heading_id = ? AND basis = ?",
        force, YEAR, heading, basis,
    )  # fmt: skip
    return found[0] if found else None


def test_every_column_of_a_return_reaches_staging(ask):
    for description in (each for each in all_descriptions() if each.per_force):
        for table in {table.name: table for table in description.forms[0].tables}.values():
            staged = {
                name
                for (name,) in ask(
                    "SELECT column_name FROM duckdb_columns() WHERE schema_name = 'staging' AND table_name = ?",
                    f"stg_{description.return_id}__{table.name}",
                )
            }
            # What the sheet About says of force and year stands in the ledger.
            assert table.name == "about" or {column.name for column in table.columns} <= staged, table.name


def test_a_heading_has_money_people_and_residents(ask):
    columns = (
        "gross_expenditure_gbp, earned_income_gbp, net_revenue_expenditure_gbp, in_collaboration_gbp, officer_fte, "
        "staff_fte, pcso_fte, designated_officer_fte, population, nre_per_head_gbp, reported_state, submission_id"
    )
    assert function_of(ask, columns, "intelligence") == (
        1000, Decimal("250.50"), Decimal("749.50"), 100, 50.25, 0, None, None, 1000, Decimal("0.7495"), "reported",
        "S000002",
    )  # fmt: skip


def test_missing_is_three_things(ask):
    state = "reported_state, net_revenue_expenditure_gbp"
    assert function_of(ask, state, "national-policing") == ("not_provided", None)
    assert function_of(ask, state, "support-functions/estates") == ("not_reported", None)
    assert function_of(ask, state, "road-policing") == ("not_reported", None)
    assert ask(
        "SELECT line, amount_gbp, reported_state FROM marts.expenditure_lines WHERE force_id = 'kent' "
        "AND basis = 'estimate' AND heading_id = 'intelligence' AND line IN ('premises', 'transport') ORDER BY line"
    ) == [("premises", 0, "reported"), ("transport", None, "not_reported")]


def test_every_level_1_heading_and_all_functions_have_a_row(ask):
    counts = ask(
        "SELECT basis, count(*) FROM marts.functions_by_poa_heading WHERE force_id = 'kent' GROUP BY ALL ORDER BY ALL"
    )
    fleet_and_estates = 2
    assert counts == [("estimate", LEVEL_1 + 1 + fleet_and_estates), ("outturn", LEVEL_1 + 1)]


def test_all_functions_is_given_only_when_no_part_is_missing(ask):
    columns = "gross_expenditure_gbp, net_revenue_expenditure_gbp, reported_state, headings_not_reported"
    assert function_of(ask, columns, "all-functions", "essex") == (1207, 1087, "reported", 0)
    assert function_of(ask, columns, "all-functions") == (None, None, "not_reported", len(NEEDED) - 3)


def test_estimate_and_outturn_are_apart_and_a_superseded_file_is_out(ask):
    gross = "gross_expenditure_gbp"
    assert function_of(ask, gross, "intelligence") == (1000,)
    assert function_of(ask, gross, "intelligence", basis="outturn") == (1100,)


def test_a_live_agreement_counts_for_its_heading_and_those_above_it(ask):
    count = "collaborating_agreements"
    assert function_of(ask, count, "support-functions/fleet") == (1,)
    assert function_of(ask, count, "support-functions") == (1,)
    assert function_of(ask, count, "all-functions", "essex") == (1,)
    assert function_of(ask, count, "intelligence") == (0,)


def test_workforce_stands_by_heading_even_without_expenditure(ask):
    query = (
        "SELECT people, reported_state, CAST(as_at AS VARCHAR) FROM marts.force_workforce_by_heading "
        "WHERE force_id = 'kent' AND financial_year = ? AND heading_id = 'intelligence' AND worker_type = ? "
        "AND basis = ?"
    )
    assert ask(query, YEAR, "police_officer", "fte") == [(50.25, "reported", "2013-03-31")]
    assert ask(query, YEAR, "police_staff", "fte") == [(0, "reported", "2013-03-31")]
    assert ask(query, YEAR, "pcso", "fte") == [(None, "not_provided", "2013-03-31")]
    assert ask(query, YEAR, "police_support_volunteer", "headcount") == []
    assert ask(query, "2018/19", "police_support_volunteer", "headcount") == [(3, "reported", "2019-03-31")]


def test_made_up_figures_stay_out_while_real_ones_are_in_force(ask):
    assert ask("SELECT count(*) FROM marts.force_workforce_by_heading WHERE force_id = 'surrey'") == [(0,)]
    flags = ask("SELECT is_in_force, is_in_release FROM quality.submissions WHERE is_illustrative")
    assert flags == [(True, False)]
    # Others returned for the year, so a force whose only file is made up is silent, like any that sent nothing.
    states = ask(
        "SELECT DISTINCT state, submission_id_in_force FROM quality.completeness "
        "WHERE force_id = 'surrey' AND financial_year = ?",
        YEAR,
    )
    assert states == [("missing", None)]


def test_savings_organised_crime_and_procurement(ask):
    assert ask(
        "SELECT spending_review, savings_required_gbp, savings_planned_gbp, savings_by_collaboration_pct, "
        "reported_state FROM marts.force_savings_requirement"
    ) == [("2010", 2_000_000, None, 9.5, "reported")]
    assert ask(
        "SELECT regional_model, groups_mapped, full_response_pct, cost_gbp, criteria_assessed, criteria_met, "
        "functionality_pct, CAST(as_at AS VARCHAR) FROM marts.organised_crime_response"
    ) == [("virtual_taskforce", 40, 25, Decimal("1234.50"), 2, 1, 50, "2013-03-31")]
    assert ask(
        "SELECT supplier_name, contract_route, amount_gbp, invoice_lines, supplier_number FROM marts.procurement_spend "
        "WHERE force_id = 'kent' ORDER BY contract_route"
    ) == [
        ("ACME Ltd", "national", Decimal("50.25"), 2, "00000001"),
        ("Acme Ltd", "none", Decimal("5.00"), 1, "00000001"),
    ]


def test_a_published_list_counts_where_a_force_sent_no_return_of_its_own(ask):
    assert ask(
        "SELECT supplier_name, category, contract_route, amount_gbp, invoice_lines, return_id "
        "FROM marts.procurement_spend WHERE force_id = 'essex' ORDER BY amount_gbp"
    ) == [
        ("Not stated", "Not stated", "not stated", Decimal("-0.20"), 1, "published_spend"),
        ("Acme  Ltd", "Fleet", "not stated", Decimal("1200.20"), 2, "published_spend"),
    ]
    assert ask(
        "SELECT force_id, used_return_id, return_gbp, return_lines, published_gbp, published_lines, difference_gbp "
        "FROM marts.procurement_sources ORDER BY force_id"
    ) == [
        ("essex", "published_spend", None, None, Decimal("1200.00"), 3, None),
        ("kent", "procurement_spend", Decimal("55.25"), 3, Decimal("1200.00"), 3, Decimal("1144.75")),
    ]


def test_the_hub_sees_who_has_not_returned(ask):
    states = ask(
        "SELECT state, count(*) FROM quality.completeness "
        "WHERE return_id = 'procurement_spend' AND financial_year = '2025/26' GROUP BY ALL"
    )
    assert dict(states)["rejected"] == 1
    assert sum(count for _, count in states) == 43
    assert {state for state, _ in states} - {"rejected"} in ({"missing"}, {"late"})
    # What a force publishes for anybody to read is owed by no other.
    published = ask("SELECT force_id FROM quality.completeness WHERE return_id = 'published_spend' ORDER BY force_id")
    assert published == [("essex",), ("kent",)]


def test_repairs_and_changes_are_published_with_keys_of_their_own(ask):
    assert ask("SELECT repair_id, value_given, value_read FROM quality.repairs ORDER BY 1") == [
        ("S000002-1", "£0", "0"), ("S000002-2", "£0", "0"),
    ]  # fmt: skip
    assert ask("SELECT change_id, previous_value, new_value FROM quality.value_changes") == [
        ("S000002-1", "999", "1000")
    ]
