"""A made-up national set through a whole load: the totals of the documents, and made-up data apart from real data."""

import duckdb
import pytest

from orchestration.settings import Settings
from tests.conftest import PUBLISHED, Hub, run_icm

REAL = (
    "police-workforce-open-data-2023-07-26.ods", "lad23-mid-year-population-2011-2023.xlsx",
    "lad23-csp23-pfa23-lookup.csv",
)  # fmt: skip


@pytest.fixture(scope="module")
def made_up(tmp_path_factory):
    """A hub with the made-up set of one year for 43 forces beside real open data, published together as asked."""
    workspace = tmp_path_factory.mktemp("national")
    landing = workspace / "landing"
    written = run_icm("example-returns", "--out", landing, "--forces", "43", "--years", "1", "--seed", "3", "--json")
    assert written.code == 0, written.err
    for name in REAL:
        (landing / name).write_bytes((PUBLISHED / name).read_bytes())
    settings = Settings(workspace=workspace, landing=landing)
    result = run_icm("load", "--landing", landing, "--workspace", workspace, "--with-illustrative", "--json")
    assert result.code == 0, result.out + result.err
    return Hub(settings, result)


def ask(hub, query):
    path = hub.settings.current.resolve() / "icm_marts.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def first_release(made_up):
    path = made_up.settings.current.resolve()
    with duckdb.connect(str(path / "icm_marts.duckdb"), read_only=True) as connection:
        yield path, lambda query: connection.execute(query).fetchall()


def test_a_clean_set_is_accepted_without_a_finding(made_up, first_release):
    _, marts = first_release
    assert marts("SELECT status, count(*) FROM quality.submissions WHERE is_illustrative GROUP BY 1") == [
        ("accepted", 43 * 6 + 9 + 14 + 1)
    ]
    assert marts(
        "SELECT count(*) FROM quality.findings JOIN quality.submissions USING (submission_id) WHERE is_illustrative"
    ) == [(0,)]
    assert made_up.first_load.facts["submissions_held_back"] == 0


def test_the_totals_of_the_documents_come_out_of_the_marts(first_release):
    _, marts = first_release
    ((gross, share),) = marts(
        "SELECT sum(gross_expenditure_gbp), sum(in_collaboration_gbp) / sum(gross_expenditure_gbp) * 100 "
        "FROM marts.functions_by_poa_heading WHERE heading_id = 'all-functions' AND basis = 'estimate'"
    )
    assert float(gross) == pytest.approx(14.08e9, rel=1e-6)  # Getting Together 2009, footnote 4
    assert float(share) == pytest.approx(9.5, abs=0.01)  # Getting Together 2009, section 1
    staff = dict(
        marts(
            "SELECT heading_id, round(sum(staff_fte), 6) FROM marts.functions_by_poa_heading WHERE basis = 'outturn' "
            "AND heading_id IN ('support-functions/human-resources', 'support-functions/finance') GROUP BY 1"
        )
    )
    assert staff == {"support-functions/human-resources": 3922, "support-functions/finance": 2672}
    styles = dict(marts("SELECT style, count(*) FROM marts.agreements GROUP BY 1"))
    assert sum(styles.values()) == 720  # Getting Together 2009, section 1
    assert round(styles["handshake"] / 7.2) == 14 and round(styles["sla"] / 7.2) == 12  # section 2.2


def test_every_return_fills_its_mart_for_every_force(first_release):
    _, marts = first_release
    for table in ("force_savings_requirement", "organised_crime_response"):
        assert marts(f"SELECT count(*), count(DISTINCT force_id) FROM marts.{table}") == [(43, 43)]
    assert marts("SELECT count(DISTINCT force_id) FROM marts.procurement_spend") == [(43,)]
    assert marts("SELECT count(DISTINCT force_id) FROM marts.force_workforce_by_heading") == [(43,)]


def test_the_sums_within_a_return_hold_in_the_marts(first_release):
    _, marts = first_release
    assert marts(
        "SELECT count(*) FROM marts.functions_by_poa_heading "
        "WHERE net_revenue_expenditure_gbp <> gross_expenditure_gbp - earned_income_gbp"
    ) == [(0,)]


def test_the_release_says_that_it_is_made_up(first_release):
    path, marts = first_release
    assert marts("SELECT holds_illustrative_data FROM release.releases") == [(True,)]
    assert "made up for illustration" in (path / "index.html").read_text(encoding="utf-8")


def test_status_and_the_published_completeness_say_the_same(made_up, first_release):
    _, marts = first_release
    facts = run_icm("status", "--workspace", made_up.settings.workspace, "--json").facts
    told = {(each["return_id"], each["force_id"], each["financial_year"], each["state"]) for each in facts["returns"]}
    published = set(
        marts("SELECT return_id, force_id, financial_year, state FROM quality.completeness WHERE force_id IS NOT NULL")
    )
    assert told == published
    assert {state for *_, state in told} == {"accepted", "late"}


def test_status_names_the_forces_of_a_return(made_up):
    out = run_icm("status", "--workspace", made_up.settings.workspace, "--return", "workforce", "--year", "2025/26").out
    assert "Avon and Somerset" in out and "late" in out and "2026-06-30" in out


def test_made_up_spending_has_real_residents_where_both_are_published(first_release):
    _, marts = first_release
    ((forces, per_head),) = marts(
        "SELECT count(*), median(nre_per_head_gbp) FROM marts.functions_by_poa_heading "
        "WHERE heading_id = 'all-functions' AND basis = 'outturn' AND nre_per_head_gbp IS NOT NULL"
    )
    assert forces == 43 and 100 < per_head < 500


def test_without_being_asked_a_release_holds_made_up_data_only_while_nothing_real_is_in_force(made_up, first_release):
    apart = made_up.load()
    assert apart.code == 0, apart.err
    assert apart.facts["published"] and apart.facts["submissions_held_back"] == 43 * 6 + 9 + 14 + 1
    assert ask(made_up, "SELECT count(*) FROM marts.functions_by_poa_heading") == [(0,)]
    assert ask(made_up, "SELECT count(*) > 0 FROM marts.force_workforce") == [(True,)]
    assert ask(made_up, "SELECT holds_illustrative_data FROM release.releases ORDER BY release_id") == [
        (True,), (False,),
    ]  # fmt: skip
    page = (made_up.settings.current.resolve() / "index.html").read_text(encoding="utf-8")
    assert "made up for illustration" not in page
