"""Which headings compare between forces, from the value for money data and the Home Office tables as published.

In scope: the rule a second time in numpy, from the published values and the seeds; what comes of it in each of the six
years, as figures that were taken from the publishers' sheets by another program.
Out of scope: the limits of each test, which are unit tests of `heading_comparability`.
"""

import csv
import json
from collections import Counter, defaultdict

import numpy as np
import pytest

from orchestration.settings import PROJECT_DIR
from tests.conftest import run_icm

ESTIMATES = "nre_per_head_estimate"
JUDGED = {"estimate": ESTIMATES, "outturn": "nre_per_head", "people": "function_workforce_per_1000_population"}
CORRELATION, LARGE_PCT, NIL_PCT, FEW_PCT, FEWEST = -0.5, 5, 10, 50, 20
LOCAL, INVESTIGATIONS, PROTECTION = "local-policing/", "investigations/", "public-protection/"
RESPONSE, NEIGHBOURHOOD = LOCAL + "incident-response-management", LOCAL + "neighbourhood-policing"
NETTED = LOCAL + "neighbourhood-policing-and-incident-response"
LOCAL_INVESTIGATION = "local-investigation-prisoner-processing"
# Single headings with the largest amounts above the average, £ million: from the publishers' sheets and the residents
# of the local authorities.
LARGEST = {
    "2012/13": {INVESTIGATIONS + LOCAL_INVESTIGATION: 120.964470},
    "2013/14": {INVESTIGATIONS + LOCAL_INVESTIGATION: 105.195879},
    "2014/15": {INVESTIGATIONS + LOCAL_INVESTIGATION: 100.053427},
    "2015/16": {INVESTIGATIONS + LOCAL_INVESTIGATION: 78.810275},
    "2016/17": {INVESTIGATIONS + LOCAL_INVESTIGATION: 107.223927},
    "2017/18": {
        LOCAL + LOCAL_INVESTIGATION: 95.181796,
        LOCAL + "specialist-community-liaison": 47.126820,
        "support-functions/estates": 35.205325,
    },
}
NETTED_OPPORTUNITY = {
    "2012/13": 200.416639, "2013/14": 216.772800, "2014/15": 180.867090,
    "2015/16": 168.816138, "2016/17": 131.567931, "2017/18": 174.759210,
}  # fmt: skip
RESPONSE_AND_NEIGHBOURHOOD = {
    "2012/13": -0.593917, "2013/14": -0.528910, "2014/15": -0.659080,
    "2015/16": -0.711978, "2016/17": -0.809841, "2017/18": -0.767715,
}  # fmt: skip
OUTLIERS = {"2012/13": 35, "2013/14": 38, "2014/15": 38, "2015/16": 36, "2016/17": 37, "2017/18": 39}
NAMES = (
    "forces_counted", "forces_nil", "paired_heading_id", "correlation", "is_comparable", "reason_code",
    "compared_instead_heading_id",
)  # fmt: skip
IN_THE_LIST = "k.figures = 'estimate' AND h.heading_system = 'poa' AND NOT k.is_carried_over"


def seed(name):
    with (PROJECT_DIR / "seeds" / "reference" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def judged(real_costs):
    """What the published table says, by kind of figures, heading and year."""
    columns = ", ".join(NAMES)
    rows = real_costs(f"SELECT figures, heading_id, financial_year, {columns} FROM variation.heading_comparability")
    return {row[:3]: dict(zip(NAMES, row[3:], strict=True)) for row in rows}


@pytest.fixture(scope="module")
def values(real_costs):
    """Values outside London that count, by kind of figures and year, then heading and force."""
    found = defaultdict(lambda: defaultdict(dict))
    for figures, measure_id in JUDGED.items():
        for heading, year, force, value in real_costs(
            "SELECT heading_id, financial_year, force_id, value FROM variation.force_position WHERE measure_id = ? "
            "AND average_method = 'simple_excl_london' AND is_in_average",
            measure_id,
        ):
            found[figures, year][heading][force] = value
    return found


def facts_of(figures, year, heading, parent):
    """Reasons that the seed gives, those of the heading itself first."""
    facts = [
        fact for fact in seed("heading_comparability_grounds")
        if fact["compares"] == "forces"
        and (fact["heading_id"] == heading or (fact["with_parts"] == "true" and fact["heading_id"] == parent))
        and fact["figures"] in ("every", figures)
        and (not fact["from_financial_year"] or fact["from_financial_year"] <= year)
        and (not fact["to_financial_year"] or year <= fact["to_financial_year"])
    ]  # fmt: skip
    return [fact["reason_code"] for fact in sorted(facts, key=lambda fact: fact["heading_id"] != heading)]


def judged_again(figures, year, by_heading, headings):
    """Reason and strongest correlation of each heading of the list, in numpy."""
    forces = {heading: sorted(found) for heading, found in by_heading.items()}
    means = {heading: np.mean([found[force] for force in forces[heading]]) for heading, found in by_heading.items()}
    large = [
        heading for heading in by_heading
        if headings[heading]["heading_system"] == "poa"
        and (above := headings[heading]["parent_heading_id"]) in means
        and means[heading] >= means[above] * LARGE_PCT / 100
    ]  # fmt: skip
    strongest = {}
    for one in large:
        for other in large:
            shared = sorted(set(forces[one]) & set(forces[other]))
            if one == other or len(shared) < FEWEST:
                continue
            if headings[one]["parent_heading_id"] != headings[other]["parent_heading_id"]:
                continue
            columns = [[by_heading[heading][force] for force in shared] for heading in (one, other)]
            strongest[one] = min(strongest.get(one, 1.0), float(np.corrcoef(columns)[0, 1]))
    reasons = {}
    for heading, found in by_heading.items():
        nil = 100 * sum(value == 0 for value in found.values()) / len(found)
        facts = facts_of(figures, year, heading, headings[heading]["parent_heading_id"])
        judge = len(found) >= FEWEST
        reasons[heading] = (
            facts[0] if facts
            else "divided_differently" if strongest.get(heading, 1.0) <= CORRELATION
            else "function_of_few" if judge and nil > FEW_PCT
            else "nil_in_several" if judge and nil > NIL_PCT
            else None
        )  # fmt: skip
    return reasons, strongest


def test_the_rule_is_the_same_a_second_time(values, judged):
    headings = {row["heading_id"]: row for row in seed("poa_headings") if row["level"] in ("0", "1", "2")}
    compared = 0
    for (figures, year), found in values.items():
        by_heading = {heading: rows for heading, rows in found.items() if heading in headings}
        reasons, strongest = judged_again(figures, year, by_heading, headings)
        for heading, reason in reasons.items():
            row = judged[figures, heading, year]
            if row["reason_code"] == "parts_compared":
                assert headings[heading]["heading_system"] == "netted" and reason is None
                continue
            assert (row["reason_code"], row["is_comparable"]) == (reason, reason is None), (figures, heading, year)
            if row["correlation"] is not None:
                assert row["correlation"] == pytest.approx(strongest[heading], abs=1e-6)
            compared += 1
    assert compared > 800


def test_incident_response_is_recording_and_not_cost(real_costs, judged):
    """Without the rule the largest variation of 2017/18: £275 million, of which Kent has little."""
    row = judged["estimate", RESPONSE, "2017/18"]
    assert (row["forces_counted"], row["forces_nil"], row["reason_code"]) == (41, 8, "divided_differently")
    gaps = dict(
        real_costs(
            "SELECT heading_id, gap_gbp / 1e6 FROM variation.force_position WHERE force_id = 'kent' AND measure_id = ? "
            "AND financial_year = '2017/18' AND average_method = 'simple_excl_london'",
            ESTIMATES,
        )
    )
    assert gaps[RESPONSE] == pytest.approx(-45.26, abs=0.01)
    assert gaps[NEIGHBOURHOOD] == pytest.approx(43.65, abs=0.01)
    assert gaps[NETTED] == pytest.approx(-1.61, abs=0.01)
    [(opportunity,)] = real_costs(
        "SELECT opportunity_gbp / 1e6 FROM variation.national_summary WHERE heading_id = ? AND measure_id = ? "
        "AND financial_year = '2017/18' AND average_method = 'simple_excl_london'",
        RESPONSE, ESTIMATES,
    )  # fmt: skip
    assert opportunity == pytest.approx(275.178102, abs=1e-4)


def test_custody_of_2012_is_counted_once(real_costs):
    """Twenty forces broke it down in a second questionnaire on the same sheet, whose rows are parts of the first."""
    [(average,)] = real_costs(
        "SELECT average_value FROM variation.national_summary WHERE measure_id = ? AND financial_year = '2012/13' "
        "AND average_method = 'simple_excl_london' AND heading_id = 'criminal-justice-arrangements/custody'",
        ESTIMATES,
    )
    assert average == pytest.approx(6.676467, abs=1e-5)


@pytest.mark.parametrize("year", NETTED_OPPORTUNITY)
def test_neighbourhood_policing_and_response_are_netted_in_every_year(year, real_costs, judged):
    for heading, other in ((RESPONSE, NEIGHBOURHOOD), (NEIGHBOURHOOD, RESPONSE)):
        row = judged["estimate", heading, year]
        assert (row["paired_heading_id"], row["compared_instead_heading_id"]) == (other, NETTED)
        assert row["correlation"] == pytest.approx(RESPONSE_AND_NEIGHBOURHOOD[year], abs=1e-5)
    [(opportunity, is_comparable)] = real_costs(
        "SELECT opportunity_gbp / 1e6, is_comparable FROM variation.national_summary WHERE heading_id = ? "
        "AND measure_id = ? AND financial_year = ? AND average_method = 'simple_excl_london'",
        NETTED, ESTIMATES, year,
    )  # fmt: skip
    assert is_comparable
    assert opportunity == pytest.approx(NETTED_OPPORTUNITY[year], abs=1e-4)


@pytest.mark.parametrize("year", LARGEST)
def test_the_largest_single_headings_are_comparable_ones(year, real_costs):
    found = real_costs(
        "SELECT heading_id, s.opportunity_gbp / 1e6 FROM variation.national_summary AS s "
        "JOIN variation.heading_comparability AS k USING (heading_id, financial_year) "
        "JOIN marts.dim_poa_heading AS h USING (heading_id) "
        f"WHERE {IN_THE_LIST} AND h.level = 2 AND k.is_comparable AND s.measure_id = ? AND s.financial_year = ? "
        "AND s.average_method = 'simple_excl_london' ORDER BY 2 DESC LIMIT ?",
        ESTIMATES, year, len(LARGEST[year]),
    )  # fmt: skip
    assert [heading for heading, _ in found] == list(LARGEST[year])
    assert [amount for _, amount in found] == pytest.approx(list(LARGEST[year].values()), abs=1e-4)


def test_three_parts_of_public_protection_are_netted_together(judged):
    """Joint teams are divided with adult and with child protection, so a sum of two of them would leave one out."""
    for heading in ("adult-protection", "child-protection", "joint-teams"):
        row = judged["estimate", PROTECTION + heading, "2017/18"]
        assert row["compared_instead_heading_id"] == PROTECTION + "adult-and-child-protection", heading
    assert "joint-teams" not in {heading for _, heading, year in judged if year == "2016/17"}


def test_counts_of_people_find_the_same_pair_and_no_other(judged):
    pairs = {
        (year, heading): row["correlation"]
        for (figures, heading, year), row in judged.items() if figures == "people" and row["correlation"] is not None
    }  # fmt: skip
    assert {heading for _, heading in pairs} == {RESPONSE, NEIGHBOURHOOD}
    assert {year: round(found, 2) for (year, heading), found in pairs.items() if heading == RESPONSE} == {
        "2014/15": -0.65, "2015/16": -0.69, "2016/17": -0.71,
    }  # fmt: skip


def test_headings_that_do_not_compare_raise_no_outlier(real_costs):
    assert real_costs("SELECT count(*) FROM variation.force_position WHERE is_outlier AND NOT is_comparable") == [(0,)]
    assert real_costs(
        "SELECT count(*) FROM variation.outlier_explanations_owed AS o JOIN variation.force_position AS p "
        "USING (measure_id, heading_id, financial_year, force_id, average_method) WHERE NOT p.is_comparable"
    ) == [(0,)]
    flags = Counter(
        dict(
            real_costs(
                "SELECT p.financial_year, count(*) FROM variation.force_position AS p "
                "JOIN variation.heading_comparability AS k USING (heading_id, financial_year) "
                "JOIN marts.dim_poa_heading AS h USING (heading_id) "
                f"WHERE {IN_THE_LIST} AND h.level IN (1, 2) AND p.measure_id = ? AND p.is_outlier AND p.is_in_average "
                "AND p.average_method = 'simple_excl_london' GROUP BY ALL",
                ESTIMATES,
            )
        )
    )
    assert {year: flags[year] for year in OUTLIERS} == OUTLIERS


def test_nothing_is_concluded_from_headings_that_do_not_compare(real_costs):
    for query in (
        "SELECT count(*) FROM variation.level_of_support_evidence WHERE NOT is_comparable "
        "AND coalesce(coefficient_of_variation, opportunity_gbp, outliers, nre_per_head_collaborating) IS NOT NULL",
        "SELECT count(*) FROM variation.level_of_support_candidates AS c JOIN variation.level_of_support_evidence AS e "
        "USING (heading_id, financial_year) WHERE NOT e.is_comparable AND c.looks_at IN "
        "('max_to_min_ratio', 'coefficient_of_variation', 'opportunity_gbp', 'outliers_unexplained')",
        "SELECT count(*) FROM variation.partner_groups AS g JOIN variation.level_of_support_evidence AS e "
        "USING (heading_id, financial_year) WHERE NOT e.is_comparable AND g.cost_gap_gbp IS NOT NULL",
    ):
        assert real_costs(query) == [(0,)], query
    [(evidence,)] = real_costs(
        "SELECT evidence FROM variation.level_of_support_evidence WHERE financial_year = '2017/18' AND heading_id = ?",
        RESPONSE,
    )
    assert "It is not compared between forces. Forces divide the same work differently" in evidence
    assert "Compared instead: Neighbourhood policing and incident response." in evidence


def test_a_force_is_told_why_and_what_is_compared_instead(real_costs_hub):
    workspace = real_costs_hub.settings.workspace
    asked = run_icm("position", "Kent", "Incident (response) management", "--workspace", workspace)
    words = " ".join(asked.out.replace("│", " ").split())
    assert asked.code == 0
    assert "Not compared between forces:" in words
    assert "correlation -0.77 over 41 forces outside London" in words
    netted = "Neighbourhood policing and incident response"
    instead = run_icm("position", "Kent", netted, "--workspace", workspace, "--json")
    [cost] = [each for each in json.loads(instead.out)["standings"] if each["measure_id"] == ESTIMATES]
    assert float(cost["averages"][0]["gap_gbp"]) == pytest.approx(-1_611_611, abs=1)
