"""Every row of the variation tables against a second implementation, on the made-up national set beside real data.

The real data are the open data of workforce, population and funding in all their years; the made-up returns are of one.

In scope: putting published facts and the second implementation together, and the comparison. A measure with rows
and without a second implementation fails. Out of scope: how a measure or a statistic is made again.
"""

import csv
import datetime

import numpy as np
import pandas as pd
import pytest

from orchestration.settings import PROJECT_DIR
from tests.facts_of_files import facts_of_files
from tests.independent_function_measures import FUNCTION_MEASURES
from tests.independent_measures import KEYS, MEASURES, Facts
from tests.independent_statistics import OFFICIAL_PEERS, Forces, expected, intervals, positions, regions, summaries

AGAIN = MEASURES | FUNCTION_MEASURES
NOT_IN_THE_SET = {"value_for_money_poa"}  # the tables of the nation, on which test_real_costs stands
SEEDS = PROJECT_DIR / "seeds" / "reference"
GROUP = ["measure_id", "heading_id", "financial_year"]
BASE_YEAR = "2025/26"
PENNY = 0.0051  # an amount is published to the penny
# Sums of headings are taken from their parts below; what compares is judged again in test_comparability.
OF_THE_LIST = "heading_id NOT IN (SELECT heading_id FROM marts.dim_poa_heading WHERE heading_system = 'netted')"
OF_PENCE = {"gap_gbp", "gap_gbp_real", "gap_above_average_gbp", "opportunity_gbp", "opportunity_gbp_real"}


def seed(name):
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def factors():
    """Factor of each year to the prices of the base year, from the edition published last."""
    rows = seed("gdp_deflators")
    latest = max(row["published_on"] for row in rows)
    index = {row["financial_year"]: float(row["index_value"]) for row in rows if row["published_on"] == latest}
    return {year: index[BASE_YEAR] / level for year, level in index.items()}


def peers_of(rows, year):
    """Peers of each force in a year by method: the official set of the latest date, and each set of somebody's own."""
    held = rows[(rows["financial_year_from"] <= year) & (rows["financial_year_to"].fillna(year) >= year)]
    official = held[held["kind"] == "official"]
    latest = official[official["as_at"] == official["as_at"].max()]
    own = held[held["kind"] == "own"]
    sets = {OFFICIAL_PEERS: latest} | {f"{OFFICIAL_PEERS}:{name}": each for name, each in own.groupby("peer_set_id")}
    return {
        method: {force: list(each["peer_force_id"]) for force, each in members.groupby("force_id")}
        for method, members in sets.items()
        if len(members)
    }


def in_being(forces, year):
    """Forces that existed on the last day of the year."""
    last_day = datetime.date(int(year[:4]) + 1, 3, 31)
    began = forces["valid_from"].map(lambda day: pd.isna(day) or day <= last_day)
    ended = forces["valid_to"].map(lambda day: not pd.isna(day) and day < last_day)
    return forces[began & ~ended].sort_values("force_id")


def ground_of(exclusions, measure, heading, year, force):
    """Why the return or the measure of a force is left out, if it is; what names no heading holds for all."""
    for row in exclusions:
        about = row["measure_id"] == measure["measure_id"] or row["return_id"] == measure["return_id"]
        if about and row["heading_id"] in (heading, None) and (row["financial_year"], row["force_id"]) == (year, force):
            return row["ground"]
    return None


def published(marts, table, condition="true"):
    """A table of the release."""
    names = [row[0] for row in marts(f"DESCRIBE {table}")]
    return pd.DataFrame(marts(f"SELECT * FROM {table} WHERE {condition}"), columns=names)


@pytest.fixture(scope="module")
def measures(national_marts):
    rows = published(national_marts, "variation.dim_measure")
    limits = ["small_numerator", "small_denominator"]
    rows[limits] = rows[limits].astype(float)
    return {row["measure_id"]: row for row in rows.to_dict("records")}


@pytest.fixture(scope="module")
def again(national_set, national_marts, measures):
    """The forces of every measure, heading and year that anybody reported, from the second implementation."""
    facts = Facts(facts_of_files(national_set.hub.settings.landing, national_set.release / "icm_marts.duckdb"))
    forces = published(national_marts, "marts.dim_force")
    exclusions = published(national_marts, "marts.statistic_exclusions", "is_in_force").astype(object)
    exclusions = exclusions.where(exclusions.notna(), None).to_dict("records")
    peers, to_base_year = published(national_marts, "marts.peer_groups"), factors()
    not_compared = set(
        national_marts(f"SELECT DISTINCT {', '.join(GROUP)} FROM variation.force_position WHERE NOT is_comparable")
    )
    found = {}
    for measure_id, measure in measures.items():
        if measure["return_id"] in NOT_IN_THE_SET and measure_id not in AGAIN:
            continue
        made = AGAIN[measure_id](facts)
        assert not made.duplicated(KEYS).any(), measure_id
        for (heading, year), rows in made.groupby(["heading_id", "financial_year"]):
            if year < measure["first_financial_year"]:
                continue
            being = in_being(forces, year)
            by_force = being[["force_id"]].merge(rows, on="force_id", how="left")
            ids = list(being["force_id"])
            found[measure_id, heading, year] = Forces(
                measure=measure,
                ids=ids,
                regions=being["home_office_region"].to_numpy(),
                is_london=(being["is_metropolitan"] | being["is_city_of_london"]).to_numpy(bool),
                above=by_force["numerator"].to_numpy(float),
                below=by_force["denominator"].to_numpy(float),
                states=by_force["state"].fillna("not_reported").to_numpy(object),
                grounds=np.array([ground_of(exclusions, measure, heading, year, force) for force in ids], object),
                peers=peers_of(peers, year),
                to_base_year=to_base_year.get(year),
                is_comparable=(measure_id, heading, year) not in not_compared,
            )
    return found


def same_numbers(ours, theirs, within_pence):
    """Both missing, or equal to one part in a thousand million; what is near nothing is compared as it is."""
    ours, theirs = ours.astype(float).to_numpy(), theirs.astype(float).to_numpy()
    absolute = PENNY if within_pence else 1e-9
    return np.isclose(ours, theirs, rtol=1e-9, atol=absolute, equal_nan=True)


def same_words(ours, theirs):
    return ((ours == theirs) | (ours.isna() & theirs.isna())).to_numpy(bool)


def assert_same(ours, theirs, keys):
    """The same rows, and the same in every column that the second implementation gives."""
    both = ours.merge(theirs, on=keys, how="outer", suffixes=("", "_published"), indicator=True)
    assert len(ours) == len(theirs) > 0
    assert (both["_merge"] == "both").all(), both.loc[both["_merge"] != "both", [*keys, "_merge"]].head()
    columns = [column for column in ours if column not in keys]
    assert set(columns) <= set(theirs)
    for column in columns:
        mine, other = both[column], both[f"{column}_published"]
        is_number = pd.api.types.is_numeric_dtype(mine) and not pd.api.types.is_bool_dtype(mine)
        same = same_numbers(mine, other, column in OF_PENCE) if is_number else same_words(mine, other)
        unlike = both.loc[~same, [*keys, column, f"{column}_published"]]
        assert unlike.empty, f"{column}: {len(unlike)} of {len(both)} rows differ\n{unlike.head().to_string()}"


def test_every_measure_with_rows_has_a_second_implementation(national_marts, measures):
    with_rows = {row[0] for row in national_marts("SELECT DISTINCT measure_id FROM variation.force_position")}
    assert with_rows == set(AGAIN)
    without = {measures[measure_id]["return_id"] for measure_id in set(measures) - with_rows}
    assert without == NOT_IN_THE_SET


def test_the_set_holds_what_is_compared(national_marts):
    """Both kinds of peers, forces without a peer average, all kinds of report; and no heading carried over."""
    methods = {row[0] for row in national_marts("SELECT DISTINCT average_method FROM variation.force_position")}
    assert methods == {"simple_excl_london", "weighted_all", "weighted_excl_london", "weighted_peer",
                       "weighted_peer:regions"}  # fmt: skip
    assert national_marts(
        "SELECT DISTINCT reported_state FROM variation.force_position WHERE reported_state IS NOT NULL ORDER BY 1"
    ) == [("not_provided",), ("not_reported",), ("reported",), ("unverified",)]
    ((carried, without),) = national_marts(
        "SELECT count(mapped_from_heading_id), count(CASE WHEN average_value IS NULL AND value IS NOT NULL THEN 1 END) "
        f"FROM variation.force_position WHERE {OF_THE_LIST}"
    )
    assert carried == 0 and without > 0


def test_netted_headings_are_the_sum_of_their_parts(national_marts):
    """Of measures over residents, for every force; a part that is not reported leaves no sum."""
    rows = national_marts(
        """
        WITH given AS (
            SELECT * FROM variation.force_position AS p JOIN variation.dim_measure AS d USING (measure_id)
            WHERE average_method = 'weighted_all' AND d.denominator_unit = 'people'
        )
        SELECT netted.heading_id, any_value(netted.numerator), sum(part.numerator), count(part.numerator), count(*)
        FROM given AS netted
        JOIN given AS part
          ON list_contains(string_split(netted.mapped_from_heading_id, ', '), part.heading_id)
          AND (part.measure_id, part.financial_year, part.force_id)
            = (netted.measure_id, netted.financial_year, netted.force_id)
        WHERE netted.heading_id IN (SELECT heading_id FROM marts.dim_poa_heading WHERE heading_system = 'netted')
        GROUP BY netted.heading_id, netted.measure_id, netted.financial_year, netted.force_id
        """
    )
    assert {heading for heading, *_ in rows} == {
        "dealing-with-the-public/call-handling-and-front-desk", "public-protection/adult-and-child-protection",
    }  # fmt: skip
    sums = [(netted, of_parts) for _, netted, of_parts, known, parts in rows if known == parts]
    assert len(sums) > 100
    assert [netted for netted, _ in sums] == pytest.approx([of_parts for _, of_parts in sums])


def test_position_of_every_force(national_marts, again):
    rows = published(national_marts, "variation.force_position", OF_THE_LIST)
    said = rows["outlier_reason"].str.extract(r"^Among the (highest|lowest) 10% of the \d+ forces")[0]
    rows["end_of_range"] = said.where(said.notna(), None)
    is_too_few = rows["outlier_reason"].str.fullmatch(
        r"Forces that reported: \d; with fewer than 10 no force is an outlier\.", na=False
    )
    assert (is_too_few == (rows["forces_reporting"].between(5, 9) & rows["difference"].notna())).all()
    is_not_compared = rows["outlier_reason"].str.startswith("Not compared between forces. ", na=False)
    assert (is_not_compared == (~rows["is_comparable"] & rows["is_outlier"].notna() & ~is_too_few)).all()
    assert (rows["outlier_reason"].isna() == (said.isna() & ~is_too_few & ~is_not_compared)).all()
    rows["has_no_percentage"] = rows["percentage_reason"].notna()
    assert_same(expected(again, positions), rows, [*GROUP, "average_method", "force_id"])


def test_base_year_stands_beside_amounts_alone(national_marts, measures):
    rows = published(national_marts, "variation.force_position")
    to_base_year = factors()
    is_money = rows["measure_id"].map(lambda each: measures[each]["is_money"])
    has_factor = rows["financial_year"].isin(to_base_year)
    assert (rows["price_base_year"] == BASE_YEAR).equals(is_money & has_factor)
    assert rows.loc[~(is_money & has_factor), "price_base_year"].isna().all()


def test_what_a_force_says_of_its_value_stands_beside_it(national_marts):
    keys = [*GROUP, "force_id"]
    rows = published(national_marts, "variation.force_position", OF_THE_LIST)
    said = published(national_marts, "marts.outlier_contexts", "is_latest")[[*keys, "context", "warranted"]]
    both = rows.merge(said, on=keys, how="left")
    assert len(both) == len(rows) and both["context"].notna().any()
    assert same_words(both["force_context"], both["context"]).all()
    assert same_words(both["context_warranted"], both["warranted"]).all()


def test_national_summary_of_every_measure_and_method(national_marts, again):
    rows = published(national_marts, "variation.national_summary", OF_THE_LIST)
    rows["has_reason"] = rows["statistics_reason"].notna()
    rows["has_no_percentage"] = rows["percentage_reason"].notna()
    rows["has_no_outliers"] = rows["outliers_reason"].notna()
    assert_same(expected(again, summaries), rows, [*GROUP, "average_method"])


def test_how_far_every_place_would_move(national_marts, again):
    rows = published(national_marts, "variation.rank_intervals", OF_THE_LIST)
    rows["names_peers"] = rows["place_in_words"].str.contains("its peers")
    rows["names_the_year_before"] = rows["place_in_words"].str.contains("the previous year")

    def of_each(key):
        measure, heading, year = key
        start = int(year[:4]) - 1
        before = again.get((measure, heading, f"{start}/{(start + 1) % 100:02}"))
        return ({"measure_id": measure, "heading_id": heading, "financial_year": year, **row}
                for row in intervals(again[key], before))  # fmt: skip

    ours = pd.DataFrame(row for key in again for row in of_each(key))
    assert ours["rank_year_before"].notna().any() and ours["rank_against_peers"].notna().any()
    assert (ours["shift_year_before"] != 0).any() and (ours["shift_against_peers"] != 0).any()
    assert_same(ours, rows, [*GROUP, "force_id"])


def test_position_of_every_region(national_marts, again):
    rows = published(national_marts, "variation.region_position", OF_THE_LIST)
    rows["has_no_percentage"] = rows["percentage_reason"].notna()
    assert_same(expected(again, regions), rows, [*GROUP, "home_office_region"])
