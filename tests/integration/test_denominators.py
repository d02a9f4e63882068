"""A numerator without a denominator is not silence: returns landed without a population, from rows to tables.

In scope: states of values that cannot be divided. Out of scope: other missing values (test_returns_marts).
"""

import pytest

from tests.landed import YEAR, built

MODELS = ("national_summary",)
NOT_PROVIDED = ("n/a", "not_provided")


def spending(gross):
    return {
        "heading_name": "Intelligence",
        "gross_expenditure_gbp": gross,
        "earned_income_gbp": 0 if gross != NOT_PROVIDED else NOT_PROVIDED,
        "net_revenue_expenditure_gbp": gross,
    }


def land_expenditure(landing):
    for force, gross in (("kent", 1100), ("essex", 0), ("surrey", NOT_PROVIDED)):
        outturn = landing.submission("expenditure", force, variant="outturn")
        landing.rows(outturn, "expenditure", "functions", spending(gross))


def land_workforce(landing):
    """Essex counts no worker in intelligence; Kent returns no workforce at all."""
    counts = dict.fromkeys(("police_officer_fte", "police_staff_fte", "pcso_fte", "designated_officer_fte"), 0)
    essex = landing.submission("workforce", "essex")
    landing.rows(essex, "workforce", "functions", {"heading_name": "Intelligence", **counts})


def land_organised_crime(landing):
    crime = landing.submission("organised_crime", "kent")
    landing.rows(
        crime, "organised_crime", "response",
        {"figure_name": "Groups mapped", "figure": 40, "as_at": "2013-03-31"},
        {"figure_name": "Cost of organised crime work (£)", "figure": 1234.5},
    )  # fmt: skip


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    lands = (land_expenditure, land_workforce, land_organised_crime)
    with built(tmp_path_factory.mktemp("denominators"), lands, MODELS) as connection:
        yield lambda query, *values: connection.execute(query, list(values)).fetchall()


def states(ask, measure, heading):
    """State of each force that is not silent."""
    rows = ask(
        "SELECT DISTINCT force_id, reported_state FROM variation.force_position WHERE measure_id = ? "
        "AND heading_id = ? AND financial_year = ? AND reported_state <> 'not_reported'",
        measure, heading, YEAR,
    )  # fmt: skip
    return dict(rows)


def test_spending_without_population_is_not_silence(ask):
    """Kent spends £1,100 and Essex nothing, both reported; Surrey has no such service; forty did not report."""
    assert states(ask, "nre_per_head", "intelligence") == {
        "kent": "denominator_missing", "essex": "denominator_missing", "surrey": "not_provided",
    }  # fmt: skip
    assert ask(
        "SELECT DISTINCT forces_expected, forces_reporting, forces_denominator_missing, forces_not_provided, "
        "forces_not_reported FROM variation.national_summary WHERE measure_id = 'nre_per_head' "
        "AND heading_id = 'intelligence' AND financial_year = ?",
        YEAR,
    ) == [(43, 0, 2, 1, 40)]


def test_a_measure_of_two_quantities_keeps_its_numerator_without_population(ask):
    heading = "investigations/serious-and-organised-crime"
    assert states(ask, "organised_crime_cost_per_head", heading) == {"kent": "denominator_missing"}


def test_a_denominator_of_zero_is_not_a_missing_one(ask):
    """Essex reported no worker, so there is nobody to cost; Kent gave its cost and no workforce."""
    assert states(ask, "cost_per_fte", "intelligence") == {
        "kent": "denominator_missing", "essex": "not_provided", "surrey": "not_provided",
    }  # fmt: skip
