"""A made-up national set through a whole load: the totals of the documents, and made-up data apart from real data."""

import duckdb
import pytest

from tests import recomputed_measures
from tests.conftest import run_icm


def ask(hub, query):
    path = hub.settings.current.resolve() / "icm_marts.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def made_up(national_set):
    return national_set.hub


@pytest.fixture(scope="module")
def first_release(national_set, national_marts):
    return national_set.release, national_marts


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


def test_every_row_that_made_a_candidate_can_be_looked_up(first_release):
    """Each trigger names a published table, a key that finds one row, and the value that stands there."""
    _, marts = first_release
    triggers = marts("SELECT table_name, row_key, column_name, value FROM variation.level_of_support_triggers")
    assert {table for table, *_ in triggers} >= {"variation.level_of_support_evidence", "variation.force_position"}
    for table, row_key, column, value in triggers:
        key = dict(pair.split("=", 1) for pair in row_key.split("; "))
        where = " AND ".join(f"{name} = ?" for name in key)
        found = marts(f"SELECT CAST({column} AS DOUBLE) FROM {table} WHERE {where}", *key.values())
        assert found == [(value,)], (table, row_key, column)
    assert marts(
        "SELECT count(*) FROM variation.level_of_support_candidates AS c ANTI JOIN variation.level_of_support_triggers "
        "AS t USING (heading_id, financial_year, rule_id)"
    ) == [(0,)]


def test_candidates_keep_to_their_rule_and_to_levels_above_the_one_in_force(first_release):
    _, marts = first_release
    assert marts(
        "SELECT count(*) > 0, bool_and(suggested_level > coalesce(level_in_force, 0)), bool_and(is_illustrative), "
        "bool_and((comparison = 'at_least') = (observed_value >= threshold)), "
        "bool_and(contains(sentence, 'the board decides')) FROM variation.level_of_support_candidates"
    ) == [(True, True, True, True, True)]


def test_the_evidence_repeats_the_figures_it_is_made_from(first_release):
    _, marts = first_release
    ((rows, wrong),) = marts(
        "SELECT count(*), count(*) FILTER (e.average_nre_per_head <> s.average_value OR e.opportunity_gbp <> "
        "s.opportunity_gbp OR e.outliers <> s.outliers OR NOT e.is_illustrative) "
        "FROM variation.level_of_support_evidence AS e JOIN variation.national_summary AS s USING (heading_id, "
        "financial_year) WHERE measure_id = 'nre_per_head' AND average_method = 'simple_excl_london'"
    )
    assert rows > 20 and wrong == 0
    assert marts(
        "SELECT count(*) FROM variation.level_of_support_evidence AS e JOIN variation.collaboration_coverage_by_year "
        "AS c USING (heading_id, financial_year) WHERE e.forces_collaborating <> c.forces_collaborating"
    ) == [(0,)]


def test_a_force_finds_who_might_work_with_it_and_whom_to_ask(first_release):
    """From a force and a heading alone: groups whose members bear out their counts, agreements with a contact."""
    _, marts = first_release
    of_kent = "force_id = 'kent' AND heading_id = 'support-functions/procurement'"
    kinds = [kind for (kind,) in marts(f"SELECT kind FROM variation.partner_groups WHERE {of_kent} ORDER BY place")]
    assert {"existing_agreement_partners", "region", "organised_crime_unit"} <= set(kinds)
    assert (
        marts(
            "SELECT group_id FROM variation.partner_groups AS g JOIN (SELECT force_id, heading_id, group_id, "
            "count(*) AS members, count(*) FILTER (collaborates_on_heading) AS collaborating, "
            "count(*) FILTER (costs_less) AS less, avg(nre_per_head) AS mean FROM variation.partner_group_members "
            "GROUP BY ALL) AS m USING (force_id, heading_id, group_id) WHERE g.members <> m.members OR "
            "g.members_collaborating <> m.collaborating OR g.members_costing_less <> m.less OR "
            "abs(g.members_nre_per_head - m.mean) > 1e-9"
        )
        == []
    )
    assert marts("SELECT count(*) FROM variation.partner_group_members WHERE partner_id = force_id") == [(0,)]
    agreements = marts(
        f"SELECT is_party, contact_post, why_near FROM variation.partner_agreements WHERE {of_kent} ORDER BY place"
    )
    assert agreements and all(contact and why for _, contact, why in agreements)
    assert any(not is_party for is_party, *_ in agreements)


def test_every_return_fills_its_mart_for_every_force(first_release):
    _, marts = first_release
    for table in ("force_savings_requirement", "organised_crime_response"):
        assert marts(f"SELECT count(*), count(DISTINCT force_id) FROM marts.{table}") == [(43, 43)]
    assert marts("SELECT count(DISTINCT force_id) FROM marts.procurement_spend") == [(43,)]
    assert marts("SELECT count(DISTINCT force_id) FROM marts.force_workforce_by_heading") == [(43,)]


def test_a_force_reaches_averages_pounds_neighbours_and_its_own_words(made_up, first_release):
    """From "we are an outlier on procurement" to everything that answers it; every figure is that of the tables."""
    _, marts = first_release
    workspace = made_up.settings.workspace
    told = run_icm("position", "kent", "procurement", "--workspace", workspace, "--json").facts
    assert (told["force_id"], told["heading_id"]) == ("kent", "support-functions/procurement")
    of_kent = "FROM variation.force_position WHERE force_id = 'kent' AND heading_id = 'support-functions/procurement'"
    assert {each["measure_id"] for each in told["standings"]} == {
        measure for (measure,) in marts(f"SELECT DISTINCT measure_id {of_kent} AND forces_reporting > 0")
    }
    for standing in told["standings"]:
        expected = marts(
            f"SELECT average_method, average_value, gap_gbp::VARCHAR, forces_in_average {of_kent} AND measure_id = ? "
            "AND financial_year = ? ORDER BY average_method",
            standing["measure_id"], standing["financial_year"],
        )  # fmt: skip
        names = ("average_method", "average_value", "gap_gbp", "forces_in_average")
        given = sorted(tuple(against[name] for name in names) for against in standing["averages"])
        assert given == expected
        assert standing["averages"][0]["average_method"] == "simple_excl_london"
    for group in told["peers"]:
        assert set(group["peers"].split(", ")) == {
            name
            for (name,) in marts(
                "SELECT force_name FROM marts.peer_groups AS g "
                "JOIN marts.dim_force AS f ON f.force_id = g.peer_force_id "
                "WHERE g.force_id = 'kent' AND peer_set_name = ?",
                group["peer_set_name"],
            )
        }
    assert {group["kind"] for group in told["peers"]} == {"official", "own"}
    for name, table in (("agreements", "partner_agreements"), ("groups", "partner_groups")):
        assert [(len(told[name]),)] == marts(
            f"SELECT count(*) FROM variation.{table} WHERE force_id = 'kent' "
            "AND heading_id = 'support-functions/procurement'"
        )
        assert told[name]
    assert "Net revenue expenditure on Procurement" in told["evidence"][0]["evidence"]
    shown = run_icm("position", "kent", "procurement", "--workspace", workspace)
    for sentence in ("Every average:", "Forces it might work with", "figures are illustrative"):
        assert sentence in shown.out


def test_without_a_heading_every_outlier_of_the_force_is_listed(made_up, first_release):
    _, marts = first_release
    told = run_icm("position", "City of London", "--workspace", made_up.settings.workspace, "--json").facts
    listed = {(each["measure_id"], each["heading_id"], each["financial_year"]) for each in told["standings"]}
    assert listed == set(
        marts(
            "SELECT measure_id, heading_id, financial_year FROM variation.force_position "
            "JOIN variation.dim_average_method USING (average_method) "
            "WHERE force_id = 'city-of-london' AND is_default AND forces_reporting > 0 "
            "QUALIFY financial_year = max(financial_year) OVER (PARTITION BY measure_id, heading_id) AND is_outlier"
        )
    )
    # The largest gap first, pounds before posts; ten are printed.
    of_default = [each["averages"][0] for each in told["standings"]]
    pounds = [abs(float(each["gap_gbp"])) for each in of_default if each["gap_gbp"] is not None]
    assert len(pounds) > 1 and pounds == sorted(pounds, reverse=True)
    assert all(each["gap_gbp"] is not None for each in of_default[: len(pounds)])
    shown = run_icm("position", "City of London", "--workspace", made_up.settings.workspace)
    assert f"And {len(listed) - 10} more with smaller gaps" in shown.out
    assert any(each["force_context"] for each in told["standings"])
    assert "city-of-london-few-residents" in {each["issue_id"] for each in told["known_issues"]}


def test_a_name_that_is_no_force_or_heading_is_answered_with_the_nearest(made_up):
    workspace = made_up.settings.workspace
    wrong_force = run_icm("position", "Kentt", "--workspace", workspace)
    assert wrong_force.code == 2 and "Did you mean 'Kent'?" in wrong_force.err
    wrong_heading = run_icm("position", "Kent", "Procurment", "--workspace", workspace)
    assert wrong_heading.code == 2 and "Did you mean 'Procurement'?" in wrong_heading.err
    nothing = run_icm("position", "Kent", "--workspace", workspace / "nowhere")
    assert nothing.code == 2 and "run icm load" in nothing.err


def test_the_sums_within_a_return_hold_in_the_marts(first_release):
    _, marts = first_release
    assert marts(
        "SELECT count(*) FROM marts.functions_by_poa_heading "
        "WHERE net_revenue_expenditure_gbp <> gross_expenditure_gbp - earned_income_gbp"
    ) == [(0,)]


def test_the_release_says_that_it_is_made_up(first_release):
    path, marts = first_release
    assert marts("SELECT holds_illustrative_data FROM release.releases") == [(True,)]
    assert "Illustrative data." in (path / "completeness.html").read_text(encoding="utf-8")


# Families of measures from the returns of forces. Not every force has savings in a register under Procurement.
NEW_FAMILIES = ("support_function", "collaboration_share", "organised_crime", "procurement")
PART_OF_THE_FORCES = {"procurement_savings_pct_of_addressable"}
# Measures of which the made-up board leaves four forces out, as the inspectorate did in 2009.
LEFT_OUT = {"hr_cost_per_workforce_fte"}


def test_every_measure_of_the_returns_is_full(first_release):
    _, marts = first_release
    reporting = dict(
        marts(
            "SELECT measure_id, max(forces_reporting) FROM variation.national_summary "
            "JOIN variation.dim_measure USING (measure_id) "
            f"WHERE family IN {NEW_FAMILIES} AND return_id <> 'value_for_money_poa' "
            "AND financial_year = '2022/23' GROUP BY 1"
        )
    )
    expected = marts(
        f"SELECT measure_id FROM variation.dim_measure WHERE family IN {NEW_FAMILIES} "
        "AND return_id <> 'value_for_money_poa'"
    )
    assert reporting.keys() == {measure for (measure,) in expected}
    assert {measure for measure, forces in reporting.items() if forces != 43} == PART_OF_THE_FORCES | LEFT_OUT
    # Getting Together 2009, section 4.3, footnote 9: 39 forces, four omitted.
    assert [reporting[measure] for measure in LEFT_OUT] == [39]
    assert all(0 < reporting[measure] < 43 for measure in PART_OF_THE_FORCES)


def published_values(marts, measure, heading):
    return dict(
        marts(
            "SELECT force_id, value FROM variation.force_position WHERE financial_year = '2022/23' "
            f"AND measure_id = '{measure}' AND heading_id = '{heading}' AND average_method = 'weighted_all'"
        )
    )


def test_measures_of_the_returns_agree_with_pandas_on_the_files(made_up, first_release):
    _, marts = first_release
    landing = made_up.settings.landing
    support = recomputed_measures.support_functions(landing)
    procurement = recomputed_measures.procurement(recomputed_measures.invoices(landing))
    crime = recomputed_measures.organised_crime(landing)
    finance, resources = "support-functions/finance", "support-functions/human-resources"
    expected = [
        *((name, finance if "finance" in name else resources, support[name]) for name in support),
        *((name, "support-functions/procurement", procurement[name]) for name in procurement),
        (
            "organised_crime_full_response_pct",
            "investigations/serious-and-organised-crime",
            crime["full"] / crime["mapped"] * 100,
        ),
        *(
            (name, "all-functions", recomputed_measures.collaboration_shares(landing, ending))
            for name, ending in (
                ("collaboration_spend_share_pct", "2022-23.xlsx"),
                ("collaboration_spend_share_pct_estimate", "2022-23_estimate.xlsx"),
            )
        ),
    ]
    for measure, heading, values in expected:
        assert len(values) == 43
        assert published_values(marts, measure, heading) == pytest.approx(values.to_dict(), rel=1e-9), measure


def test_models_of_organised_crime_agree_with_pandas_on_the_files(made_up, first_release):
    _, marts = first_release
    crime = recomputed_measures.organised_crime(made_up.settings.landing)
    sums = crime.groupby("model")[["full", "mapped"]].sum()
    published = marts(
        "SELECT group_name, value, national_value, forces_reporting FROM variation.organised_crime_by_group "
        "WHERE group_kind = 'regional_model' AND measure_id = 'organised_crime_full_response_pct'"
    )
    assert {name: value for name, value, _, _ in published} == pytest.approx(
        (sums["full"] / sums["mapped"] * 100).to_dict(), rel=1e-9
    )
    assert {name: forces for name, _, _, forces in published} == crime.groupby("model").size().to_dict()
    nation = crime["full"].sum() / crime["mapped"].sum() * 100
    assert [each for _, _, each, _ in published] == pytest.approx([nation] * len(published), rel=1e-9)


def test_categories_and_suppliers_across_forces_agree_with_pandas_on_the_files(made_up, first_release):
    _, marts = first_release
    lines = recomputed_measures.invoices(made_up.settings.landing)
    by_category = lines.groupby("Category")["Amount (£)"].sum()
    published = marts("SELECT category, amount_gbp, addressable_state FROM variation.procurement_categories")
    assert {name: float(amount) for name, amount, _ in published} == pytest.approx(
        {**by_category.to_dict(), "All categories": lines["Amount (£)"].sum()}, abs=0.01
    )
    states = {name: state for name, _, state in published}
    assert {name for name, state in states.items() if state == "not_addressable"} == recomputed_measures.NOT_ADDRESSABLE
    assert {name for name, state in states.items() if state == "not_decided"} == recomputed_measures.NOT_DECIDED
    forces = lines.groupby("Supplier")["force_id"].nunique()
    assert (
        dict(marts("SELECT supplier_name, forces_buying FROM variation.procurement_suppliers"))
        == forces[forces > 1].to_dict()
    )


def test_status_and_the_published_completeness_say_the_same(made_up, first_release):
    _, marts = first_release
    facts = run_icm("status", "--workspace", made_up.settings.workspace, "--json").facts
    told = {(each["return_id"], each["force_id"], each["financial_year"], each["state"]) for each in facts["returns"]}
    published = set(
        marts("SELECT return_id, force_id, financial_year, state FROM quality.completeness WHERE force_id IS NOT NULL")
    )
    assert told == published
    assert {state for *_, state in told} == {"accepted", "late"}
    series = marts(
        "SELECT force_id, financial_year, variant, state FROM quality.completeness WHERE return_id = 'expenditure'"
    )
    assert sorted(series) == sorted(
        (each["force_id"], each["financial_year"], each["variant"], each["state"])
        for each in facts["returns"]
        if each["return_id"] == "expenditure"
    )


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
    page = (made_up.settings.current.resolve() / "completeness.html").read_text(encoding="utf-8")
    assert "Illustrative data." not in page
