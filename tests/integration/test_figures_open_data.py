"""Control totals in the publishers' own tables, typed here from their pages."""

from decimal import Decimal

import pytest

from tests.integration.figures import cited


@pytest.mark.parametrize(
    ("worker_type", "fte"),
    cited([("police_officer", "8409.26"), ("police_staff", "4254.03")], "home-office 31 March 2013, East Midlands"),
)
def test_workforce_of_the_east_midlands(marts, worker_type, fte):
    rows = marts(
        "SELECT sum(CAST(fte AS DECIMAL(18, 2))), count(*) FROM marts.force_workforce JOIN marts.dim_force "
        "USING (force_id) WHERE home_office_region = 'East Midlands' AND as_at = DATE '2013-03-31' AND worker_type = ?",
        worker_type,
    )
    assert rows == [(Decimal(fte), 5)]


def test_officers_of_the_nation(marts):
    # Home Office, police workforce open data table of 26 July 2023: 147,430 FTE in the 43 forces at 31 March 2023.
    rows = marts(
        "SELECT round(sum(fte)), count(*) FROM marts.force_workforce "
        "WHERE as_at = DATE '2023-03-31' AND worker_type = 'police_officer'"
    )
    assert rows == [(147430, 43)]


def test_residents_of_the_nation_are_counted_once(marts):
    # ONS, mid-2023 estimates, England and Wales; a plain join to the lookup would count 66,158,457.
    rows = marts("SELECT sum(population), count(*) FROM marts.force_population WHERE mid_year = 2023")
    assert rows == [(60_854_727, 43)]


def test_grant_of_the_nation(marts):
    # Police grant report 2025/26.
    rows = marts("SELECT sum(formula_grant_gbp), count(*) FROM marts.force_funding WHERE financial_year = '2025/26'")
    assert rows == [(9_806_553_487, 43)]
